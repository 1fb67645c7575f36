import type { ModalView } from '@slack/types';
import type { Release } from '../release/state.ts';
import type { Words } from '../words/words.ts';
import type { FormValues } from './plan-form.ts';

/** Callback ids are the intents' names; `private_metadata` is a button value. */
export declare function rejectModal(release: Release, words: Words): ModalView;
export declare function noGoModal(release: Release, words: Words): ModalView;
export declare function abortModal(release: Release, words: Words): ModalView;
export declare function takeOverModal(release: Release, words: Words): ModalView;

/** Where an error about the reason belongs. */
export const REASON_BLOCK = 'reason';
export declare function readReason(values: FormValues): string;
