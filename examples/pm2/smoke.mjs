// Asks the service itself, as its users do.
const [, , url] = process.argv;
const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(error => error);
if (answer instanceof Error || !answer.ok) {
  console.error(`${url} does not answer well: ${answer.status ?? answer.cause?.code ?? answer.message}`);
  process.exit(1);
}
console.log(`${url} answers ${answer.status}`);
