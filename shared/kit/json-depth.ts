const [quote, backslash, openList, openObject, closeList, closeObject] = [0x22, 0x5c, 0x5b, 0x7b, 0x5d, 0x7d]

/** How deep lists and objects lie in each other, without reading what they are: whoever reads by recursion has only so much stack. */
export function jsonDepth(json: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let isInText = false
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at]
    if (isInText) {
      if (byte === backslash) at += 1
      else if (byte === quote) isInText = false
    } else if (byte === quote) isInText = true
    else if (byte === openList || byte === openObject) deepest = Math.max(deepest, (depth += 1))
    else if (byte === closeList || byte === closeObject) depth -= 1
  }
  return deepest
}
