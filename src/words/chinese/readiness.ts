import type { Lacking, OpenItem } from '../../release/readiness.ts';
import { code, inline, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { gates } from './gates.ts';
import { formats } from './terms.ts';

/** More than this many of a kind are counted, not named; the panel of that kind shows all. */
const NAMED = 5;

const kinds: Record<Lacking, string> = {
  gates: '尚未通过的门禁',
  checklist: '检查清单的未完成项',
  time: '预定的时间',
};

const listed = (all: readonly string[]): string => {
  const left = all.length - NAMED;
  return formats.and(left > 0 ? [...all.slice(0, NAMED), `另外 ${formats.number(left)} 项`] : [...all]);
};

const item = ({ text, role }: OpenItem) => `“${inline(text, 120)}”（${inline(role)}）`;

/** What a release lacks before its Go/No-Go opens, and who can mend it. */
export const readiness: Words['readiness'] = {
  waitsFor: lacks => `继续之前还在等待${formats.and(lacks.map(kind => kinds[kind]))}。`,
  waitsAgain: lacks =>
    `重新等待${formats.and(lacks.map(kind => kinds[kind]))}。此前的投票不再有效，可以继续时会重新表决。`,
  lacking: (it, owner) => {
    switch (it.lacks) {
      case 'gates':
        return `${listed(it.gates.map(gate => gates.name[gate]))} 必须通过；${code('/release gates')} 说明如何修复，由 ${person(owner)} 跟进。`;
      case 'checklist':
        return `需要由对应角色或 ${person(owner)} 勾选：${listed(it.items.map(item))}。`;
      case 'time':
        return `${when(it.opensAt, formats)} 自动继续。`;
    }
  },
};
