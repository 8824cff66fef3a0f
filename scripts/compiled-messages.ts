import compile from 'icu-minify/compile'
import type { CompiledMessage } from 'icu-minify/format'
import { type ESTree, parseAst, type Plugin } from 'vite'

/** The files whose strings are read as ICU messages, and by nothing else of the client. */
const catalogue =
  /\/client\/(?:.+\/)?(?:[\w-]+-)?(?:messages|labels)\.ts$|\/shared\/rooms\/documents\/markdown\/import-report\.ts$/

/**
 * Messages are compiled when the client is built, so that no browser downloads the parser or runs it. While developing and in tests they
 * are parsed as they are used; a test holds both to the same answers and every catalogue to the pattern above.
 */
export function compiledMessages(): Plugin {
  return {
    name: 'compiled-messages',
    apply: 'build',
    enforce: 'pre',
    config: () => ({
      resolve: {
        alias: [{ find: /^use-intl\/format-message$/, replacement: 'use-intl/format-message/format-only' }],
      },
    }),
    transform: {
      filter: { id: catalogue },
      handler: (code) => ({ code: compileCatalogue(code), map: null }),
    },
  }
}

export function isCatalogue(path: string): boolean {
  return catalogue.test(path)
}

/** What stands for each string of a catalogue that has something of ICU in it. */
export function messagesIn(code: string): ReadonlyMap<string, CompiledMessage> {
  return new Map(stringsOf(code).map(({ value }) => [value, compile(value)]))
}

/** The same module with what stands for them in their places. */
function compileCatalogue(code: string): string {
  let compiled = code
  for (const { start, end, value } of stringsOf(code).toReversed()) {
    compiled = compiled.slice(0, start) + JSON.stringify(compile(value)) + compiled.slice(end)
  }
  return compiled
}

interface Found {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** In the order in which they stand. */
function stringsOf(code: string): readonly Found[] {
  const found: Found[] = []
  const visit = (node: unknown) => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!isNode(node)) return
    if (node.type === 'Property' && isMessage(node.value)) found.push(node.value)
    else Object.values(node).forEach(visit)
  }
  visit(parseAst(code, { lang: 'ts' }).body)
  return found
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

function isMessage(value: ESTree.Node): value is ESTree.StringLiteral {
  return value.type === 'Literal' && typeof value.value === 'string' && /[{<']/.test(value.value)
}
