/**
 * A second as this process lives it: a hundred rests of ten milliseconds, each of which lasts longer on a machine that does other things as
 * well. So what is promised within a second is not held against a server that got no processor to keep it with.
 */
export function withinASecond<Value>(promised: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    let rests = 0
    const second = setInterval(() => {
      rests += 1
      if (rests === 100) reject(new Error('It took more than a second.'))
    }, 10)
    promised.then(resolve, reject).finally(() => clearInterval(second))
  })
}
