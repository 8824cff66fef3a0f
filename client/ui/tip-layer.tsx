import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { Kbd } from './kbd.tsx'
import { type TipTarget, watchTips } from './tip-watch.ts'
import classes from './tip-layer.module.css'

/**
 * Shows the tip of any element with `data-tip` (and `data-tip-keys`, `data-tip-side="end"`). Only for eyes: the element has
 * the same words as its name.
 */
export function TipLayer() {
  const [target, setTarget] = useState<TipTarget>()
  useEffect(() => watchTips({ root: document, show: setTarget }), [])
  if (!target || target.label === '') return null
  return createPortal(
    <div aria-hidden className={classes.tip} ref={(tip) => placeTip(tip, target.element)}>
      {target.label} {target.keys && <Kbd combo={target.keys} />}
    </div>,
    document.body,
  )
}

const gap = 6
const edge = 8

/** Below its element, or above where there is no room, or beside it; never beyond the edge of the window. */
function placeTip(tip: HTMLElement | null, element: Element): void {
  if (!tip) return
  const at = element.getBoundingClientRect()
  const { width, height } = tip.getBoundingClientRect()
  const isBeside = element.getAttribute('data-tip-side') === 'end'
  const left = isBeside ? at.right + gap : at.left + (at.width - width) / 2
  const below = at.bottom + gap + height < window.innerHeight ? at.bottom + gap : at.top - gap - height
  const top = isBeside ? at.top + (at.height - height) / 2 : below
  tip.style.left = `${Math.round(Math.max(edge, Math.min(left, window.innerWidth - width - edge)))}px`
  tip.style.top = `${Math.round(top)}px`
}
