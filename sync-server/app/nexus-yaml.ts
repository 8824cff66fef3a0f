import { type Document, isAlias, isCollection, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { type NexusFile, nexusFile } from './nexus-yaml-schema.ts'

/**
 * Reads the text of a nexus.yaml. `${NAME}` is replaced from the environment after parsing, so that what stands in it can not change the
 * file's structure. Refused with one line for each mistake: line, key and what was expected.
 */
export function readNexusFile(text: string, env: NodeJS.ProcessEnv): Outcome<'wrong-file', NexusFile> {
  const lines = new LineCounter()
  const document = parseDocument(withPlaceholders(text), { lineCounter: lines, uniqueKeys: true })
  if (document.errors.length > 0) {
    return wrong(document.errors.map(({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${firstLine(message)}`))
  }
  const missing = expandVariables(document, { env, lines })
  if (missing.length > 0) return wrong(missing)
  const parsed = nexusFile.safeParse(document.toJS() ?? {})
  if (parsed.success) return done(parsed.data)
  return wrong(parsed.error.issues.flatMap((issue) => sentencesOf(issue, { document, lines })))
}

function wrong(sentences: readonly string[]) {
  return refused('wrong-file', sentences.join('\n'))
}

interface Place {
  readonly lines: LineCounter
}

/** Braces mean something to YAML, also within `{ … }`, where people write variables unquoted. */
function withPlaceholders(text: string): string {
  return text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_all, name: string) => `${mark}${name}${mark}`)
}

const mark = '\u{e000}'
const placeholder = new RegExp(`${mark}([^${mark}]+)${mark}`, 'gu')

function expandVariables(document: Document, { env, lines }: Place & { env: NodeJS.ProcessEnv }): string[] {
  const missing: string[] = []
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value !== 'string') return
      node.value = node.value.replaceAll(placeholder, (_all, name: string) => {
        const value = env[name]
        if (!value) missing.push(`line ${lineOf(node, lines)}: \${${name}} is not set in the environment`)
        return value ?? ''
      })
    },
  })
  return missing
}

function sentencesOf(issue: z.core.$ZodIssue, { document, lines }: Place & { document: Document }): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key]
      return `line ${lineAt(document, path, lines)}: ${nameOf(path)}: there is no such key`
    })
  }
  return [`line ${lineAt(document, issue.path, lines)}: ${nameOf(issue.path)}: expected ${expectedBy(issue)}`]
}

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int') return 'a whole number'
      return issue.expected === 'record' || issue.expected === 'object'
        ? 'keys and values'
        : `a value of type ${issue.expected}`
    case 'invalid_value':
      return issue.values.map((value) => `"${String(value)}"`).join(' or ')
    case 'too_small':
    case 'too_big':
      return firstLine(issue.message).replace(/^.*expected /i, '')
    default:
      return firstLine(issue.message)
  }
}

/** Of the deepest part of the path that is in the file: a key that is missing has no line of its own. */
function lineAt(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lineOfKey(document, path.slice(0, length), lines)
    if (line !== undefined) return line
  }
  return 1
}

function lineOfKey(document: Document, path: readonly PropertyKey[], lines: LineCounter): number | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents
  const key = path.at(-1)
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isNode(item.key) && 'value' in item.key && item.key.value === key)
    if (pair && isNode(pair.key)) return lineOf(pair.key, lines)
  }
  const node = isCollection(parent) ? parent.get(key, true) : undefined
  return isNode(node) || isAlias(node) ? lineOf(node, lines) : undefined
}

function lineOf({ range }: { range?: [number, number, number] | null | undefined }, lines: LineCounter): number {
  return lines.linePos(range?.[0] ?? 0).line
}

/** organizations[0].members[2].role */
function nameOf(path: readonly PropertyKey[]): string {
  return (
    path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, '') || 'the file'
  )
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message
}
