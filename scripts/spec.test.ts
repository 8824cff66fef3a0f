import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { closeCodes, protocolVersion, refusals } from '#shared/protocol/codes.ts'

const spec = readFileSync(new URL('../shared/protocol/SPEC.md', import.meta.url), 'utf8')

it('the specification is of this version and lists every refusal with its sentence', () => {
  expect(spec).toMatch(new RegExp(`^# The sync protocol, version ${protocolVersion}\n`))
  for (const [code, { number, sentence }] of Object.entries(refusals))
    expect(spec).toContain(`| ${number} | \`${code}\` | ${sentence} |`)
})

it('the specification lists every close code', () => {
  for (const [name, code] of Object.entries(closeCodes)) expect(spec).toContain(`| ${code} | ${name} |`)
})

it('no rule has two meanings', () => {
  const rules = [...spec.matchAll(/^- \*\*(SY\d+)\*\*/gm)].map(([, rule]) => rule)
  expect(new Set(rules).size).toBe(rules.length)
  expect(rules.length).toBeGreaterThan(40)
})
