import type { Confirm } from '../elements/element.ts';
import { TextObject } from '../mrkdwn/mrkdwn.tsx';
import { Dialog } from '../parts/dialog.tsx';

/** Slack's question before a risky press. */
export function ConfirmDialog({ confirm, answer }: { confirm: Confirm; answer(yes: boolean): void }) {
  const title = confirm.title?.text ?? 'Are you sure?';
  const style = confirm.style === 'danger' ? 'button button-danger' : 'button button-primary';
  return (
    <Dialog label={title} className="confirm" onEscape={() => answer(false)}>
      <h2>{title}</h2>
      <div className="confirm-text">
        <TextObject text={confirm.text} />
      </div>
      <footer>
        <button type="button" className="button" onClick={() => answer(false)}>
          {confirm.deny?.text ?? 'Cancel'}
        </button>
        {/* biome-ignore lint/a11y/noAutofocus: a dialog that was just opened by the person. */}
        <button type="button" className={style} autoFocus onClick={() => answer(true)}>
          {confirm.confirm?.text ?? 'Yes'}
        </button>
      </footer>
    </Dialog>
  );
}
