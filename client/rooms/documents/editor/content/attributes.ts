import type { Attributes } from '@tiptap/core'
import { type AttrSpec, contentNodes } from '#shared/rooms/documents/index.ts'

/** The editor's attrs of a node as the content schema lists them; in copied HTML they travel as `data-*`. */
export function attributesOf(name: keyof typeof contentNodes): Attributes {
  const specs: Readonly<Record<string, AttrSpec>> = contentNodes[name].attrs
  return Object.fromEntries(
    Object.entries(specs).map(([attr, spec]) => {
      const data = `data-${attr.toLowerCase()}`
      return [
        attr,
        {
          default: spec.default,
          parseHTML: (element: HTMLElement) => parsed(spec, element.getAttribute(data)),
          renderHTML: (attrs: Record<string, unknown>) => {
            const value = attrs[attr]
            return value === spec.default || value === null ? {} : { [data]: String(value) }
          },
        },
      ]
    }),
  )
}

function parsed(spec: AttrSpec, written: string | null): string | number | boolean | null {
  if (written === null) return spec.default
  if (spec.kind === 'flag') return written === 'true'
  if (spec.kind === 'number') return Number.isFinite(Number(written)) ? Number(written) : spec.default
  return written
}
