/** Lets so many pieces of work run at a time; the others wait for their turn, in order. */
export class Gate {
  readonly #max: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(max: number) {
    this.#max = max
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#max) await new Promise<void>((enter) => this.#waiting.push(enter))
    else this.#running += 1
    try {
      return await work()
    } finally {
      // Whoever is next takes the place over, so that nobody comes in between.
      const enter = this.#waiting.shift()
      if (enter) enter()
      else this.#running -= 1
    }
  }
}
