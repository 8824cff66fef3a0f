/** Close codes of the stock door beside those of /sync. As there, 4400–4499 are final: stock clients do not come back by themselves. */
export const yCloseCodes = {
  /** No access, no right to write what was written, or bytes that the log refuses; the reason says which. */
  refused: 4403,
  /** The name is no id of a thing that stock clients can open. */
  notFound: 4404,
  /** Come back with a new token. Not final, so that a client whose parameters were renewed meanwhile goes on by itself. */
  tokenEnded: 4501,
} as const
