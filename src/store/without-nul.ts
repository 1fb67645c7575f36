/** PostgreSQL keeps no NUL in a text: https://www.postgresql.org/docs/current/datatype-character.html */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
