/** How many places features are hashed into. Weights are made for this number. */
export const featureCount = 8192

/** Words, pairs of words, also over one between, and pieces of words, as places in the weights: each once. */
export function featuresOf(text: string): readonly number[] {
  const words =
    text
      .toLowerCase()
      .slice(0, 1000)
      .match(/[\p{L}']+|\d+|\?/gu) ?? []
  const shown = words.slice(0, 60).map((word) => (/^\d/.test(word) ? '0' : word))
  const features = new Set<number>()
  let [before, previous] = ['', '^']
  for (const word of [...shown, '$']) {
    features.add(placeOf(`w ${word}`))
    features.add(placeOf(`p ${previous} ${word}`))
    features.add(placeOf(`s ${before} ${word}`))
    for (let at = 0; at + 4 <= word.length; at += 1) features.add(placeOf(`c ${word.slice(at, at + 4)}`))
    ;[before, previous] = [previous, word]
  }
  return [...features]
}

/** FNV-1a, folded. */
function placeOf(feature: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < feature.length; index += 1) {
    hash ^= feature.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return ((hash >>> 16) ^ (hash & 0xffff)) % featureCount
}
