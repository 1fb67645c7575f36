const NAME = 'person';

/** Who this visitor is: as the address says, else as before in this tab, else as before in this browser. */
export const keptPerson = (): string | null =>
  new URLSearchParams(location.search).get(NAME) ??
  sessionStorage.getItem(NAME) ??
  localStorage.getItem(NAME);

export function keepPerson(person: string): void {
  sessionStorage.setItem(NAME, person);
  localStorage.setItem(NAME, person);
  const address = new URL(location.href);
  address.searchParams.delete(NAME);
  history.replaceState(null, '', address);
}
