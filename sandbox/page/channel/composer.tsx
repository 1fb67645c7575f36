import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { UiChannel } from '../../workspace/ui-protocol.ts';
import { ask } from '../live/ask.ts';
import { usePage } from '../live/workspace-context.ts';
import { Menu } from '../parts/menu.tsx';
import { argumentHint, type Completion, complete, type Suggestion } from './completion.ts';

interface Props {
  channel: UiChannel;
  threadTs?: string;
  label: string;
}

/** Where people write. Enter sends, Shift+Enter breaks the line, Tab or Enter takes a suggestion. */
export function Composer({ channel, threadTs, label }: Props) {
  const { state, tell, draft } = usePage();
  const [text, setText] = useState('');
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [active, setActive] = useState(0);
  const box = useRef<HTMLTextAreaElement>(null);
  const caretAfter = useRef<number | null>(null);
  const listId = useId();
  const isMain = threadTs === undefined;
  const taken = useRef(draft);

  // A draft that was there before this composer is somebody else's.
  useEffect(() => {
    if (!isMain || !draft || taken.current === draft) return;
    taken.current = draft;
    setText(draft.text);
    caretAfter.current = draft.text.length;
    box.current?.focus();
  }, [isMain, draft]);

  useLayoutEffect(() => {
    const shown = box.current;
    if (!shown) return;
    shown.style.height = 'auto';
    shown.style.height = text === '' ? '' : `${Math.min(shown.scrollHeight, 200)}px`;
    if (caretAfter.current === null) return;
    shown.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = null;
  }, [text]);

  const look = (now: string, caret: number) => {
    setCompletion(complete(now, caret, state));
    setActive(0);
  };
  const write = (now: string, caret: number) => {
    setText(now);
    look(now, caret);
  };
  const take = (suggestion: Suggestion) => {
    const shown = box.current;
    if (!shown || !completion) return;
    const head = text.slice(0, completion.from) + suggestion.insert;
    caretAfter.current = head.length;
    write(head + text.slice(shown.selectionStart), head.length);
    shown.focus();
  };
  const send = async () => {
    const written = text.trim();
    if (written === '') return;
    write('', 0);
    const path = written.startsWith('/') ? 'commands' : 'messages';
    const request = { person: state.me.id, channel: channel.id, text: written };
    const outcome = await ask(path, threadTs === undefined ? request : { ...request, threadTs });
    if (outcome.ok) return;
    tell(outcome.sentence);
    // What could not be sent is given back, unless something new was begun meanwhile.
    setText(now => (now === '' ? written : now));
  };

  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const suggestion = completion?.suggestions[active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (completion && step) {
      event.preventDefault();
      const count = completion.suggestions.length;
      setActive((active + step + count) % count);
    } else if (completion && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setCompletion(null);
    } else if (
      suggestion &&
      (event.key === 'Tab' || (event.key === 'Enter' && !isComplete(text, suggestion)))
    ) {
      event.preventDefault();
      take(suggestion);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };

  const hint = argumentHint(text);
  return (
    <div className="composer">
      {completion && (
        <div className="completion" id={listId} role="listbox" aria-label="Suggestions">
          {completion.suggestions.map((suggestion, index) => (
            <SuggestionLine
              key={suggestion.insert}
              id={`${listId}-${index}`}
              suggestion={suggestion}
              isActive={index === active}
              take={() => take(suggestion)}
            />
          ))}
        </div>
      )}
      {hint && <p className="argument-hint">{hint}</p>}
      <div className="composer-box">
        <Shortcuts />
        <textarea
          ref={box}
          rows={1}
          value={text}
          placeholder={label}
          aria-label={label}
          role="combobox"
          aria-expanded={completion !== null}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={completion ? `${listId}-${active}` : undefined}
          onChange={event => write(event.target.value, event.target.selectionStart)}
          onClick={event => look(text, event.currentTarget.selectionStart)}
          onBlur={() => setCompletion(null)}
          onKeyDown={keys}
        />
        <button
          type="button"
          className="button-send"
          aria-label="Send"
          title="Send"
          disabled={text.trim() === ''}
          onClick={() => void send()}
        >
          ➤
        </button>
      </div>
    </div>
  );
}

/** Whether the suggestion is what stands there already, so that Enter sends. */
const isComplete = (text: string, { insert }: Suggestion) => text.trimEnd().endsWith(insert.trimEnd());

interface LineProps {
  id: string;
  suggestion: Suggestion;
  isActive: boolean;
  take(): void;
}

function SuggestionLine({ id, suggestion, isActive, take }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (isActive) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the box below handles the keys.
    <div
      ref={line}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      // The box must keep the focus.
      onMouseDown={event => event.preventDefault()}
      onClick={take}
    >
      <strong>{suggestion.title}</strong> <span className="suggestion-arguments">{suggestion.arguments}</span>
      <span className="suggestion-detail">{suggestion.detail}</span>
    </div>
  );
}

/** The app's global shortcuts. */
function Shortcuts() {
  const { state, tell } = usePage();
  const items = state.shortcuts
    .filter(({ kind }) => kind === 'global')
    .map(({ callbackId, name }) => ({
      key: callbackId,
      label: name,
      detail: state.app.name,
      choose: async () => {
        const outcome = await ask('shortcuts', { person: state.me.id, callbackId });
        if (!outcome.ok) tell(outcome.sentence);
      },
    }));
  if (items.length === 0) return null;
  return <Menu label="Shortcuts" className="button-plain" face="⚡" items={items} />;
}
