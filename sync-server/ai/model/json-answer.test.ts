import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openJsonAnswer } from './json-answer.ts'

function readIn(pieces: readonly string[]) {
  const told: string[] = []
  const answer = openJsonAnswer((piece) => told.push(piece))
  for (const piece of pieces) answer.read(piece)
  expect(told.join('')).toBe(answer.text ?? '')
  return { text: answer.text, told }
}

const byLetter = (text: string) => Array.from({ length: text.length }, (_, at) => text.charAt(at))

describe('an answer that arrives as JSON', () => {
  it('is told as it arrives', () => {
    const { told } = readIn(['{"ans', 'wer": "Go', ' home', '.\\n', 'Now."}'])
    expect(told).toEqual(['Go', ' home', '.\n', 'Now.'])
  })

  it('is what was written, however it is cut and escaped', () => {
    const escapeAll = (text: string) =>
      byLetter(text)
        .map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(40)), fc.boolean(), (text, cuts, isEscaped) => {
        const json = `{"answer":${isEscaped ? `"${escapeAll(text)}"` : JSON.stringify(text)}}`
        const places = [...new Set([0, ...cuts, json.length])].filter((at) => at <= json.length).sort((a, b) => a - b)
        const pieces = places.slice(1).map((at, index) => json.slice(places[index], at))
        const { text: read, told } = readIn(pieces)
        expect(read).toBe(text.toWellFormed())
        // Half a character is told to nobody.
        for (const piece of told) expect(piece.isWellFormed()).toBe(true)
      }),
    )
  })

  it.each([
    ['behind thinking', '<think>{"answer": "no"} or so?</think>\n{"answer": "Yes."}', 'Yes.'],
    ['in a fence', '```json\n{ "answer" : "Yes." }\n```', 'Yes.'],
    ['with raw line ends', '{"answer": "One\nTwo"}', 'One\nTwo'],
    ['with escapes that are none', '{"answer": "C:\\Data \\uZZZZ"}', 'C:\\Data \\uZZZZ'],
    ['with half a character', '{"answer": "a\\ud83cb"}', 'a\ufffdb'],
    ['and more behind it', '{"answer": "Yes.", "tool": "notes_add"} {"answer": "No."}', 'Yes.'],
    ['and no end', '{"answer": "Half of', 'Half of'],
    ['and half an escape at the end', '{"answer": "Half\\u00', 'Half'],
  ])('is read %s', (_name, json, text) => {
    expect(readIn([json]).text).toBe(text)
    expect(readIn(byLetter(json)).text).toBe(text)
  })

  it.each(['{"tool":"notes_add","input":{"answer":"x"}}', 'Here: {"answer":"x"}', '["answer"]', ' '.repeat(300), ''])(
    'is none: %s',
    (json) => expect(readIn(byLetter(json))).toEqual({ text: undefined, told: [] }),
  )
})
