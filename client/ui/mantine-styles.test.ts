import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const client = join(import.meta.dirname, '..')
const styles = join(dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css')), 'styles')

/** Components of the library that the client imports by name. */
function importedComponents(): Set<string> {
  const files = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  const lists = files.flatMap((name) => [
    ...readFileSync(join(client, name), 'utf8').matchAll(/import \{([^}]+)\} from '@mantine\/core'/g),
  ])
  return new Set(
    lists.flatMap(([, names = '']) => names.split(',').map((each) => each.replace(/^\s*type\s/, '').trim())),
  )
}

it('brings the style sheet of every component that is used', () => {
  const brought = readFileSync(join(import.meta.dirname, 'mantine-styles.ts'), 'utf8')
  const missing = [...importedComponents()]
    .filter((name) => existsSync(join(styles, `${name}.layer.css`)))
    .filter((name) => !brought.includes(`/${name}.layer.css`))
  expect(missing).toEqual([])
})
