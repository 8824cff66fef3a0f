import { wordsOf } from '../search/words.ts'

/** The words of a text that say what it is about: folded, without those that are in every text, plural and singular alike. */
export function termsOf(text: string): readonly string[] {
  return wordsOf(text).flatMap(({ token }) => (isEmpty(token) ? [] : [stemOf(token)]))
}

/** Of English only: a plural is the same word. Two words that become one by mistake do little harm to a likeness. */
function stemOf(token: string): string {
  if (token.length < 4 || !/^[a-z]+$/.test(token)) return token
  if (token.endsWith('ies') && token.length > 4) return `${token.slice(0, -3)}y`
  if (/(?:ss|us|is)$/.test(token)) return token
  return token.endsWith('s') ? token.slice(0, -1) : token
}

function isEmpty(token: string): boolean {
  return (token.length < 2 && /^[\x20-\x7e]*$/.test(token)) || emptyWords.has(token)
}

const emptyWords = new Set(
  (
    'the be is are was were been being am to of and a an in on at by for with from as that this these those it its he she they them his her ' +
    'their our your my me we us you who whom which what when where why how not no nor or but if then than so such into out up down over ' +
    'under again about after before between during through can could will would shall should may might must do does did done have has had ' +
    'having just also only very more most other some any each all both few own same too here there now one two new get got'
  ).split(' '),
)
