/** Which hosts this server answers to and which pages it takes for its own; decided by headers that a page can not forge. */
export interface OwnOrigin {
  /** People reach the server by https. */
  readonly isHttps: boolean
  /** Names a server on loopback is not known by are a page's attempt to reach it through a name of its own (DNS rebinding). */
  isKnownHost(host: string | undefined): boolean
  /** For whatever changes something by a cookie. Callers other than browsers send neither header and carry no one else's cookie. */
  isOwnPage(headers: OriginHeaders): boolean
}

export interface OriginHeaders {
  readonly host?: string | undefined
  readonly origin?: string | undefined
  readonly 'sec-fetch-site'?: string | string[] | undefined
}

export interface OwnOriginOptions {
  /** The address that the server listens on. */
  readonly listenHost: string
  /** Where people find the server when that is another address, behind a proxy for one. */
  readonly publicUrl: URL | undefined
}

export function ownOrigin({ listenHost, publicUrl }: OwnOriginOptions): OwnOrigin {
  return {
    isHttps: publicUrl?.protocol === 'https:',
    isKnownHost: (host) => {
      const name = hostname(host)
      if (name === undefined) return false
      if (isLoopback(name) || name === publicUrl?.hostname) return true
      return !isLoopback(listenHost) && publicUrl === undefined
    },
    isOwnPage: ({ host, origin, 'sec-fetch-site': site }) => {
      if (origin !== undefined) return originHost(origin) === host?.toLowerCase()
      return site === undefined || site === 'same-origin' || site === 'none'
    },
  }
}

export function isLoopback(name: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(name)
}

function hostname(host: string | undefined): string | undefined {
  if (!host || !/^[a-z0-9.\-_]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/i.test(host)) return undefined
  return host.toLowerCase().replace(/:\d+$/, '')
}

/** The port goes without saying in an Origin as it does in a Host header. */
function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
