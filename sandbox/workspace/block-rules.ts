import { blockRules } from './rules/blocks.ts';
import { inside, isObject, type Place, report, type Surface } from './rules/check.ts';

export type { Surface } from './rules/check.ts';

/** https://docs.slack.dev/reference/block-kit/blocks */
const maxBlocks: { [surface in Surface]: number } = { message: 50, modal: 100, home: 100 };

/**
 * What Slack would refuse in these blocks on this surface, in its words; an empty list means that it takes
 * them. `pointer` is where the blocks are in what was sent.
 */
export function problemsWithBlocks(blocks: unknown, surface: Surface, pointer = '/blocks'): string[] {
  const at: Place = { pointer, surface, problems: [] };
  if (!Array.isArray(blocks)) {
    report(at, 'must be an array');
    return at.problems;
  }
  if (blocks.length > maxBlocks[surface]) report(at, `no more than ${maxBlocks[surface]} items allowed`);
  for (const [index, block] of blocks.entries()) checkBlock(block, inside(at, index));
  checkTogether(blocks, at);
  return at.problems;
}

function checkBlock(block: unknown, at: Place): void {
  if (!isObject(block)) {
    report(at, 'must provide an object');
    return;
  }
  const type = String(block.type);
  const rule = Object.hasOwn(blockRules, type) ? blockRules[type] : undefined;
  if (rule === undefined) report(inside(at, 'type'), `unsupported type: ${type}`);
  else if (!rule.surfaces.includes(at.surface))
    report(inside(at, 'type'), `unsupported type for a ${at.surface}: ${type}`);
  else rule.check(block, at);
  const ids = interactiveElements(block).map(element => element.action_id);
  if (hasRepeats(ids)) report(at, 'action_id must be unique within a block');
}

/** Rules that no block can break alone. */
function checkTogether(blocks: unknown[], at: Place): void {
  const known = blocks.filter(isObject);
  const ofType = (type: string) => known.filter(block => block.type === type);
  const lengthOf = (value: unknown) => JSON.stringify(value ?? '').length;
  if (hasRepeats(known.map(block => block.block_id))) report(at, 'block_id must be unique');
  if (ofType('table').length > 1) report(at, 'only one table is allowed');
  if (ofType('data_visualization').length > 2) report(at, 'only two data_visualization blocks are allowed');
  const markdown = ofType('markdown').reduce((sum, block) => sum + String(block.text).length, 0);
  if (markdown > 12_000) report(at, 'markdown text must be less than 12001 characters in all');
  const cells = ofType('table').reduce((sum, block) => sum + textIn(block.rows), 0);
  if (cells > 10_000) report(at, 'table text must be less than 10001 characters in all');
  const focused = known.flatMap(interactiveElements).filter(element => element.focus_on_load === true);
  if (focused.length > 1) report(at, 'only one element may have focus_on_load');
  if (lengthOf(blocks) > 250_000) report(at, 'is too large');
}

/** The elements of a block that can carry an `action_id`. */
export function interactiveElements(block: { [field: string]: unknown }): { [field: string]: unknown }[] {
  const children = Array.isArray(block.child_blocks) ? block.child_blocks.filter(isObject) : [];
  const cards =
    block.type === 'carousel' && Array.isArray(block.elements) ? block.elements.filter(isObject) : [];
  return [
    ...[block.accessory, block.element].filter(isObject),
    ...[block.elements, block.actions].flatMap(list => (Array.isArray(list) ? list.filter(isObject) : [])),
    ...[...children, ...cards].flatMap(interactiveElements),
  ].filter(element => element.type !== 'mrkdwn' && element.type !== 'plain_text' && element.type !== 'card');
}

function textIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textIn(one), 0);
  if (!isObject(value)) return 0;
  const own = typeof value.text === 'string' ? value.text.length : 0;
  return own + textIn(value.elements);
}

function hasRepeats(values: unknown[]): boolean {
  const given = values.filter(value => typeof value === 'string');
  return new Set(given).size < given.length;
}
