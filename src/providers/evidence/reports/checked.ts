/** Things that were checked: how many, how many were right, and the names of those that were not. */
export interface Checked {
  run: number;
  passed: number;
  failed: string[];
}
