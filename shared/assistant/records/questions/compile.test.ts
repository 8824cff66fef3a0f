import { describe, expect, it } from 'vitest'
import { recordQuery } from '../query.ts'
import { questions, withIds } from '../testing/questions.ts'
import { seededDirectory, seededMoment, seededWorkspace } from '../testing/seeded-workspace.ts'
import { compileQuestion } from './compile.ts'

const directory = seededDirectory(seededWorkspace())
const context = { moment: seededMoment, directory, findTimes: () => [] }

describe('questions', () => {
  it.each(questions)('%s', (text, expected) => {
    const compiled = compileQuestion(text, context)
    if (typeof expected === 'string') expect(compiled).toMatchObject({ ok: false, reason: expected })
    else expect(compiled).toEqual({ ok: true, query: recordQuery.parse(withIds(expected, directory)) })
  })
})
