import { RespondError } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';

/**
 * Whether Slack did not take the blocks of an answer. A response URL says so by its status only: 400, or 404 with
 * `invalid_blocks` in its body (https://github.com/slackapi/java-slack-sdk/issues/1349).
 */
export function refusesBlocks(error: unknown): boolean {
  if (error instanceof RespondError) return error.statusCode === 400 || error.statusCode === 404;
  return error instanceof WebAPIPlatformError && /^invalid_blocks/.test(error.data.error);
}
