import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core'
import { expect, it } from 'vitest'
import { theme } from './theme.ts'

const tokens = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

/** `--name` in a scheme, as `var(--name)` is read there. */
function colourOf(scheme: 'light' | 'dark', used: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(used)?.[1]
  const block = tokens.split(`[data-mantine-color-scheme='${scheme}'] {`)[1]?.split('}')[0] ?? ''
  return new RegExp(`${name}: (#[0-9a-f]{6});`).exec(block)?.[1] ?? `${used} is not in the ${scheme} tokens`
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

it.each(['light', 'dark'] as const)('the words of a button that takes something away can be read: %s', (scheme) => {
  const whole = mergeMantineTheme(DEFAULT_THEME, theme)
  const { color } = whole.variantColorResolver({ theme: whole, variant: 'filled', color: 'red' })
  expect(contrast(colourOf(scheme, color), colourOf(scheme, 'var(--danger)'))).toBeGreaterThan(4.5)
})
