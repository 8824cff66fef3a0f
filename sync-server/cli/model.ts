import { type ModelJson, readModel } from '#shared/access/engine/model.ts'
import ownModel from '#shared/access/model.json' with { type: 'json' }
import { done, type Outcome } from '#shared/kit/outcome.ts'
import { readModelFile, writeModel } from '#server/access/model-language.ts'
import { hasPassed, runStore, type StoreResult } from '#server/access/run-store.ts'
import { readStoreFile } from '#server/access/store-file.ts'
import { readWords } from './data-words.ts'

const testUsage = 'nexus model test FILE.fga.yaml… [--json]'
const showUsage = 'nexus model show [FILE] [--json]'
const diffUsage = 'nexus model diff FILE [OTHER] [--json]'
const options = { json: { type: 'boolean' } } as const

interface TestedFile {
  readonly file: string
  readonly passed: number
  readonly failed: readonly StoreResult[]
  /** Why its tests could not be run. */
  readonly error?: string
}

/** 0: all expectations hold · 1: some do not, or a file can not be run · 2: the command is wrong. */
export async function testModel(args: readonly string[]): Promise<number> {
  const words = readWords(args, { usage: testUsage, options })
  if (!words) return 2
  if (words.positionals.length === 0) return misused(testUsage)
  const tested = words.positionals.map(testFile)
  const passed = sum(tested.map((each) => each.passed))
  const failed = sum(tested.map((each) => each.failed.length + (each.error === undefined ? 0 : 1)))
  if (words.values.json) console.log(JSON.stringify({ passed, failed, files: tested }))
  else {
    for (const each of tested) tell(each)
    console.log(`${passed} passed, ${failed} failed`)
  }
  return failed === 0 ? 0 : 1
}

function testFile(file: string): TestedFile {
  const store = readStoreFile(file)
  if (!store.ok) return { file, passed: 0, failed: [], error: store.detail ?? store.reason }
  const results = runStore(store.value)
  return { file, passed: results.filter(hasPassed).length, failed: results.filter((each) => !hasPassed(each)) }
}

function tell({ file, failed, error }: TestedFile): void {
  if (error !== undefined) console.log(`${file}: ${error}`)
  for (const { what, expected, actual } of failed)
    console.log(`${file}: ${what}\n  expected ${expected}\n  but is   ${actual}`)
}

/** Of a file, or of this version. 0: done · 1: the file can not be read · 2: the command is wrong. */
export async function showModel(args: readonly string[]): Promise<number> {
  const words = readWords(args, { usage: showUsage, options })
  if (!words) return 2
  if (words.positionals.length > 1) return misused(showUsage)
  const model = modelNamed(words.positionals[0])
  if (!model.ok) return failed(model.detail ?? model.reason)
  console.log(words.values.json ? JSON.stringify(model.value) : writeModel(model.value).trimEnd())
  return 0
}

/** From this version's model to a file's, or between two files. 0: they are the same · 1: they differ, or can not be read · 2: the command is wrong. */
export async function diffModels(args: readonly string[]): Promise<number> {
  const words = readWords(args, { usage: diffUsage, options })
  if (!words) return 2
  const [first, second, ...others] = words.positionals
  if (first === undefined || others.length > 0) return misused(diffUsage)
  const from = second === undefined ? modelNamed(undefined) : modelNamed(first)
  const to = modelNamed(second ?? first)
  for (const model of [from, to]) if (!model.ok) return failed(model.detail ?? model.reason)
  const differences = from.ok && to.ok ? differencesOf(from.value, to.value) : []
  if (words.values.json) console.log(JSON.stringify({ differences }))
  else console.log(differences.length === 0 ? 'They say the same.' : differences.join('\n'))
  return differences.length === 0 ? 0 : 1
}

function modelNamed(file: string | undefined): Outcome<string, ModelJson> {
  if (file === undefined) return done(ownModel as ModelJson)
  const json = readModelFile(file)
  if (!json.ok) return json
  const model = readModel(json.value)
  return model.ok ? json : model
}

/** One line for each relation that is in one of them alone, or says something else. */
function differencesOf(from: ModelJson, to: ModelJson): readonly string[] {
  const [before, after] = [relationLines(from), relationLines(to)]
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)]
    if (old === now) return []
    return [...(old === undefined ? [] : [`- ${name}: ${old}`]), ...(now === undefined ? [] : [`+ ${name}: ${now}`])]
  })
}

/** `workspace#owner` → `[user, agent]`, as the language says it. */
function relationLines(json: ModelJson): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let type = ''
  for (const line of writeModel(json).split('\n')) {
    const named = /^\s*(?:extend )?type (\S+)/.exec(line)?.[1]
    if (named !== undefined) found.set((type = named), 'a type')
    const relation = /^\s*define ([^:]+): (.*)$/.exec(line)
    if (relation) found.set(`${type}#${relation[1]}`, relation[2] ?? '')
  }
  return found
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function misused(usage: string): number {
  console.error(`Usage: ${usage}`)
  return 2
}

function failed(sentence: string): number {
  console.error(`nexus: ${sentence}`)
  return 1
}
