import type { ModalView } from '@slack/types';
import type { Release } from '../release/state.ts';
import type { Words } from '../words/words.ts';

/** Asks once more before an approval counts: exactly what will run and what cannot be undone. Callback `approve`. */
export declare function approveModal(release: Release, words: Words): ModalView;
