/** One line of `npm run eval`. Below its floor the run fails. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly floor?: number
}
