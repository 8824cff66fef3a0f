/** Small pieces of DOM for node views, which live outside React so that a long text stays cheap. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: { class?: string; text?: string; label?: string; fixed?: boolean } = {},
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag)
  if (properties.class) node.className = properties.class
  if (properties.text !== undefined) node.textContent = properties.text
  if (properties.label) node.setAttribute('aria-label', properties.label)
  if (properties.fixed) node.contentEditable = 'false'
  return node
}

/** Outlined icons on a 24 px grid, from the path data of Tabler's set (MIT). */
const paths = {
  file: ['M14 3v4a1 1 0 0 0 1 1h4', 'M17 21h-10a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2h7l5 5v11a2 2 0 0 1 -2 2z'],
  copy: [
    'M7 9.667a2.667 2.667 0 0 1 2.667 -2.667h8.666a2.667 2.667 0 0 1 2.667 2.667v8.666a2.667 2.667 0 0 1 -2.667 2.667h-8.666a2.667 2.667 0 0 1 -2.667 -2.667z',
    'M4.012 16.737a2.005 2.005 0 0 1 -1.012 -1.737v-10c0 -1.1 .9 -2 2 -2h10c.75 0 1.158 .385 1.5 1',
  ],
} as const

export function icon(name: keyof typeof paths): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(namespace, 'svg')
  const settings = {
    viewBox: '0 0 24 24',
    width: '16',
    height: '16',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '2',
  }
  for (const [key, value] of Object.entries(settings)) svg.setAttribute(key, value)
  svg.setAttribute('aria-hidden', 'true')
  for (const data of paths[name]) {
    const path = document.createElementNS(namespace, 'path')
    path.setAttribute('d', data)
    svg.append(path)
  }
  return svg
}
