/** Of those that are action items. */
export function f1Of(answers: readonly { readonly isAction: boolean; readonly isFound: boolean }[]): number {
  const right = answers.filter((each) => each.isAction && each.isFound).length
  const wrong = answers.filter((each) => each.isAction !== each.isFound).length
  return right === 0 ? 0 : (2 * right) / (2 * right + wrong)
}

export function meanAndSpread(values: readonly number[]): { readonly mean: number; readonly spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1))
  return { mean, spread }
}
