/**
 * For a test that opens browsers of its own, builds on no test before it and makes nobody on the server whom a second run would find there: it
 * may be begun once more. What fails twice has failed. The steps of the other journeys go on from one another, so that none of them can be
 * repeated by itself.
 */
export const again = { retry: 1 } as const
