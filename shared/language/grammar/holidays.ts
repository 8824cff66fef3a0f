import { type Day, dayOf, weekdayOf } from '../civil.ts'
import { type Match, past, type Reader, saysOne } from './reader.ts'

type Rule = (year: number) => Day

const fixed =
  (month: number, date: number): Rule =>
  (year) =>
    dayOf(year, month, date)
/** The nth weekday of a month; -1 is the last. */
export function nthWeekday(year: number, month: number, { weekday, nth }: { weekday: number; nth: number }): Day {
  if (nth < 0) {
    const last = dayOf(year, month + 1, 0)
    return last - ((weekdayOf(last) - weekday + 7) % 7) + (nth + 1) * 7
  }
  const first = dayOf(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
}
const nth =
  (month: number, weekday: number, count: number): Rule =>
  (year) =>
    nthWeekday(year, month, { weekday, nth: count })
const fromEaster =
  (days: number): Rule =>
  (year) =>
    easter(year) + days

/** Sunday of Easter in the Gregorian calendar: the anonymous algorithm, Nature, 1876. */
function easter(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const d = Math.floor(b / 4)
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor((year % 100) / 4) - h - (year % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const rest = h + l - 7 * m + 114
  return dayOf(year, Math.floor(rest / 31), (rest % 31) + 1)
}

/** Days that a rule of the Gregorian calendar tells, by their English names. */
const holidays: readonly (readonly [readonly string[], Rule])[] = [
  [["new year's day", 'new year day', 'new years day', "new year's", 'new year', 'new years'], fixed(1, 1)],
  [["new year's eve", 'new year eve', 'new years eve', 'nye', "year's eve"], fixed(12, 31)],
  [['christmas day', 'christmas', 'xmas', 'xmas day'], fixed(12, 25)],
  [['christmas eve', 'xmas eve'], fixed(12, 24)],
  [['boxing day', "st stephen's day"], fixed(12, 26)],
  [["valentine's day", 'valentines day', 'valentine day', "saint valentine's day", "valentine's"], fixed(2, 14)],
  [["st patrick's day", "saint patrick's day", 'saint patrick', 'st patrick', 'st patricks day'], fixed(3, 17)],
  [["april fool's day", 'april fools day', 'april fools', "april fools '", "fool's day"], fixed(4, 1)],
  [['earth day'], fixed(4, 22)],
  [["international workers ' day", 'international workers day', 'may day', "workers ' day", 'labour day'], fixed(5, 1)],
  [["international women's day", "women's day"], fixed(3, 8)],
  [['independence day', 'us independence day'], fixed(7, 4)],
  [['halloween', 'halloween day', "all hallow's eve"], fixed(10, 31)],
  [["all saints ' day", 'all saints day'], fixed(11, 1)],
  [["all souls ' day", 'all souls day', "all soul's day"], fixed(11, 2)],
  [['guy fawkes day', 'guy fawkes night', 'bonfire night'], fixed(11, 5)],
  [['veterans day', "veteran's day", "veterans ' day", 'armistice day'], fixed(11, 11)],
  [['juneteenth'], fixed(6, 19)],
  [['groundhog day'], fixed(2, 2)],
  [['bastille day'], fixed(7, 14)],
  [['cinco de mayo'], fixed(5, 5)],
  [['epiphany'], fixed(1, 6)],
  [['singles day', "singles ' day"], fixed(11, 11)],
  [["teacher's day", 'teachers day', "teachers ' day"], fixed(9, 10)],
  [["children's day"], fixed(6, 1)],
  [['mlk day', 'martin luther king day', 'martin luther king jr day'], nth(1, 1, 3)],
  [["presidents ' day", 'presidents day', "president's day", "washington's birthday"], nth(2, 1, 3)],
  [["mother's day", 'mothers day'], nth(5, 0, 2)],
  [["father's day", 'fathers day'], nth(6, 0, 3)],
  [['memorial day'], nth(5, 1, -1)],
  [['labor day'], nth(9, 1, 1)],
  [['columbus day', "indigenous peoples ' day"], nth(10, 1, 2)],
  [['thanksgiving', 'thanksgiving day'], nth(11, 4, 4)],
  [['black friday'], (year) => nthWeekday(year, 11, { weekday: 4, nth: 4 }) + 1],
  [['cyber monday'], (year) => nthWeekday(year, 11, { weekday: 4, nth: 4 }) + 4],
  [['easter', 'easter sunday', 'easter day'], fromEaster(0)],
  [['easter monday'], fromEaster(1)],
  [['good friday'], fromEaster(-2)],
  [['palm sunday'], fromEaster(-7)],
  [['ash wednesday'], fromEaster(-46)],
  [['mardi gras', 'shrove tuesday'], fromEaster(-47)],
  [['maundy thursday'], fromEaster(-3)],
  [['ascension day'], fromEaster(39)],
  [['pentecost', 'whit sunday'], fromEaster(49)],
  [['whit monday', 'pentecost monday'], fromEaster(50)],
  [['corpus christi'], fromEaster(60)],
]

export function holidayAt(reader: Reader, at: number): Match<Rule> | undefined {
  let best: Match<Rule> | undefined
  for (const [names, rule] of holidays) {
    const end = saysOne(reader, at, names)
    if (end > (best?.end ?? 0)) best = { value: rule, end }
  }
  // `new` and `st.` are common beginnings: names are tried whole, so nothing else is needed.
  return best && { value: best.value, end: past(reader, best.end, ['day']) }
}
