import { z } from 'zod'

/** A type as it is in JSON: ids are texts, lists can be written to, and what may be undefined may be left out. */
type Plain<T> = unknown extends T
  ? unknown
  : T extends string
    ? keyof T extends keyof string
      ? T
      : string
    : T extends readonly (infer Item)[]
      ? Plain<Item>[]
      : T extends object
        ? Left<T> & Kept<T>
        : T
/** Marked rather than optional: a field more that may be left out would otherwise be no difference. */
type Left<T> = {
  -readonly [Key in keyof T as undefined extends T[Key] ? Key : never]-?: Plain<Exclude<T[Key], undefined>> | LeftOut
}
type LeftOut = { readonly 'left out': true }
type Kept<T> = { -readonly [Key in keyof T as undefined extends T[Key] ? never : Key]: Plain<T[Key]> }
type IsSame<A, B> = [Plain<A>, Plain<B>] extends [Plain<B>, Plain<A>] ? true : false

/**
 * The schema of an answer, for who reads the description. It says what the type says that the route answers with, no more and no less: else
 * it does not compile.
 */
export function answerOf<Answer>() {
  return <Schema extends z.ZodType>(
    schema: Schema,
    ..._differs: IsSame<Answer, z.output<Schema>> extends true ? [] : [never]
  ): Schema => schema
}

export const time = z.number().meta({ description: 'Milliseconds since 1970, UTC' })
export const bits = z.string().meta({ description: 'Three of r, w, x or -, such as rw-' })
export const principal = z.string().meta({ description: 'user:…, agent:… or service:…' })
