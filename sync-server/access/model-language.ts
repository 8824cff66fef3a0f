import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transformer } from '@openfga/syntax-transformer'
import { conditionSentence, type ModelJson } from '#shared/access/engine/model.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'

/** The OpenFGA modelling language, which only the command line and tests read: loading its grammar takes a fifth of a second. */
export function parseModel(text: string): Outcome<'malformed' | 'condition', ModelJson> {
  // Conditions written in place, which newer versions of the language have and its parser does not know.
  const inPlace = /^(?:[^#\n]|\S#)*\bwith\s+(\$\w+)/m.exec(text)?.[1]
  if (inPlace !== undefined) return refused('condition', conditionSentence(inPlace))
  return parsed(() => transformer.transformDSLToJSONObject(text))
}

/** A `.fga` file, a `fga.mod` that names several, or the same as JSON. */
export function readModelFile(file: string): Outcome<'malformed' | 'condition' | 'unreadable', ModelJson> {
  const text = readText(file)
  if (!text.ok) return text
  if (file.endsWith('.json')) return parsed(() => JSON.parse(text.value) as ModelJson)
  if (!file.endsWith('.mod')) return parseModel(text.value)
  return parsed(() => {
    const { schema, contents } = transformer.transformModFileToJSON(text.value)
    const modules = contents.value.map(({ value: name }) => ({
      name,
      contents: readFileSync(join(dirname(file), name), 'utf8'),
    }))
    return transformer.transformModuleFilesToModel(modules, schema.value)
  })
}

export function readText(file: string): Outcome<'unreadable', string> {
  try {
    return done(readFileSync(file, 'utf8'))
  } catch (error) {
    return refused('unreadable', `${file} can not be read: ${messageOf(error)}`)
  }
}

/** What a relation follows from, in the modelling language. */
export function writeModel(json: ModelJson): string {
  return transformer.transformJSONStringToDSL(JSON.stringify(json))
}

function parsed(parse: () => unknown): Outcome<'malformed', ModelJson> {
  try {
    return done(parse() as ModelJson)
  } catch (error) {
    return refused('malformed', messageOf(error))
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
