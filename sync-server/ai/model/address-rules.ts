import { isIPv4, isIPv6 } from 'node:net'

/**
 * What an address of the network is: open to everybody, of somebody's own network, or never to be talked to (the metadata services of
 * clouds, which hand out credentials; addresses that stand for no single machine).
 */
export type AddressKind = 'public' | 'private' | 'never'

/** Of an address as a resolver says it. Forms that carry an IPv4 address in an IPv6 one are what that one is. */
export function kindOfAddress(address: string): AddressKind {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  if (isIPv4(plain)) return kindOfIPv4(plain)
  if (!isIPv6(plain)) return 'never'
  const groups = groupsOf(plain)
  const inner = innerIPv4(groups)
  return inner === undefined ? kindOfIPv6(groups) : kindOfIPv4(inner)
}

/** AWS, GCP, Azure and most others; AWS for containers (v4); Alibaba; Azure's wire server; Oracle. */
const metadata = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
])

function kindOfIPv4(address: string): AddressKind {
  if (metadata.has(address)) return 'never'
  const [a = 0, b = 0, c = 0] = address.split('.').map(Number)
  if (a === 0 || a >= 224) return 'never'
  const isPrivate =
    a === 10 ||
    a === 127 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 192 && b === 0 && (c === 0 || c === 2)) ||
    (a === 198 && (b === 18 || b === 19)) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  return isPrivate ? 'private' : 'public'
}

function kindOfIPv6(groups: readonly number[]): AddressKind {
  const [first = 0, second = 0] = groups
  // AWS's metadata service: fd00:ec2::254, and fd00:ec2::23 for containers.
  if (first === 0xfd00 && second === 0x0ec2) return 'never'
  if (first >= 0xff00) return 'never'
  if (groups.slice(0, 7).every((group) => group === 0)) return groups[7] === 1 ? 'private' : 'never'
  const isPrivate = (first & 0xfe00) === 0xfc00 || (first & 0xff80) === 0xfe80
  // Only 2000::/3 has been given to anybody.
  if (!isPrivate && (first & 0xe000) !== 0x2000) return 'never'
  return isPrivate ? 'private' : 'public'
}

/** ::ffff:a.b.c.d (mapped), 64:ff9b::a.b.c.d (NAT64), 2002:ab:cd:: (6to4), and ::a.b.c.d, which is long out of use. */
function innerIPv4(groups: readonly number[]): string | undefined {
  const [first = 0, second = 0, third = 0] = groups
  const startsEmpty = (count: number) => groups.slice(0, count).every((group) => group === 0)
  if (first === 0x2002) return dotted(second, third)
  const isMapped = startsEmpty(5) && groups[5] === 0xffff
  const isTranslated = first === 0x64 && second === 0xff9b
  const isCompatible = startsEmpty(6) && (groups[6] ?? 0) !== 0
  return isMapped || isTranslated || isCompatible ? dotted(groups[6] ?? 0, groups[7] ?? 0) : undefined
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The URL parser writes every form of an IPv6 address in groups of hexadecimal digits. */
function groupsOf(address: string): readonly number[] {
  const written = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [head = '', tail] = written.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array<string>(missing).fill('0'), ...right].map((group) => Number.parseInt(group, 16))
}
