/** https://www.postgresql.org/docs/current/errcodes-appendix.html; 25006: a failover left us on a standby. */
const SQL_STATES = new Set(['57P01', '57P02', '57P03', '57P05', '25006', '25P03', '53300']);

const SYSTEM_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/** What pg 8 says without a code. */
const SAYINGS =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed)/;

/** Whether the connection, not the statement, is at fault. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.every(isConnectionError);
  const code = codeOf(error);
  if (code === undefined) return SAYINGS.test(error.message);
  return code.startsWith('08') || SQL_STATES.has(code) || SYSTEM_CODES.has(code);
}

/** SQLSTATE or system code. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
