import { anything, type Check, may, must, type Shape, type Surface, shape, string } from './check.ts';

export type BlockRule = { surfaces: Surface[]; check: Check };

export const everywhere: Surface[] = ['message', 'modal', 'home'];

export const block = (fields: Shape): Check =>
  shape({ type: must(anything), block_id: may(string(255, 1)), ...fields });
