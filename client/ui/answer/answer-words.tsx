import type { PhrasingContent, RootContent } from 'mdast'
import type { MouseEvent, ReactNode } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { readAddress } from './answer-address.ts'
import { useAnswerParts } from './answer-context.ts'
import { AnswerPicture } from './answer-picture.tsx'
import { OutsideLink } from './outside-link.tsx'
import classes from './answer.module.css'

interface WordsProps {
  nodes: readonly RootContent[]
  depth: number
}

const deepest = 40

export function AnswerWords({ nodes, depth }: WordsProps) {
  if (depth > deepest) return <>{nodes.map(plainText).join('')}</>
  return nodes.map((node, index) => <Words key={`${index} ${node.type}`} node={node} depth={depth} />)
}

function Words({ node, depth }: { node: RootContent; depth: number }): ReactNode {
  const inner = 'children' in node && <AnswerWords nodes={node.children} depth={depth + 1} />
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value
    case 'strong':
      return <strong>{inner}</strong>
    case 'emphasis':
      return <em>{inner}</em>
    case 'delete':
      return <del>{inner}</del>
    case 'inlineCode':
      return <code>{node.value}</code>
    case 'break':
      return <br />
    case 'link':
      return <LinkTo written={node.url}>{inner}</LinkTo>
    case 'linkReference':
      return <Referred identifier={node.identifier}>{inner}</Referred>
    case 'image':
      return <Picture written={node.url} alt={node.alt ?? ''} />
    case 'imageReference':
      return <ReferredPicture identifier={node.identifier} alt={node.alt ?? ''} />
    case 'footnoteReference':
      return <sup>{node.identifier}</sup>
    default:
      return plainText(node)
  }
}

function LinkTo({ written, children }: { written: string; children: ReactNode }) {
  const address = readAddress(written, location.origin)
  if (address.kind === 'outside') return <OutsideLink address={address.address}>{children}</OutsideLink>
  if (address.kind !== 'ours') return children
  return <OurLink path={address.path}>{children}</OurLink>
}

/** Whoever wrote the answer may name what nobody has read, or what this reader may not see: its words stay words. */
function OurLink({ path, children }: { path: string; children: ReactNode }) {
  const t = useText('answer')
  const { open, nameAt } = useAnswerParts()
  const name = nameAt ? nameAt(path) : ''
  if (name === undefined)
    return (
      <>
        {children} <span className={classes.notFound}>{t('notFound')}</span>
      </>
    )
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    open(path)
  }
  return (
    <a href={path} title={name || undefined} onClick={follow}>
      {children}
    </a>
  )
}

function Referred({ identifier, children }: { identifier: string; children: ReactNode }) {
  const definition = useAnswerParts().definitions.get(identifier)
  return definition ? <LinkTo written={definition.url}>{children}</LinkTo> : children
}

function Picture({ written, alt }: { written: string; alt: string }) {
  const t = useText('answer')
  const address = readAddress(written, location.origin)
  const what = alt || t('nameless')
  if (address.kind === 'attachment') return <AnswerPicture hash={address.hash} alt={alt} />
  if (address.kind === 'outside')
    return <OutsideLink address={address.address}>{t('pictureOutside', { what })}</OutsideLink>
  return t('picture', { what })
}

function ReferredPicture({ identifier, alt }: { identifier: string; alt: string }) {
  const definition = useAnswerParts().definitions.get(identifier)
  return definition ? <Picture written={definition.url} alt={alt} /> : alt
}

/** What is left when nothing more is made of it. */
export function plainText(node: RootContent | PhrasingContent): string {
  const words: string[] = []
  // Without recursion: this is for what is too deep for it.
  const waiting: unknown[] = [node]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { value, children } = at as { value?: unknown; children?: unknown[] }
    if (typeof value === 'string') words.push(value)
    if (children) waiting.push(...children.toReversed())
  }
  return words.join('')
}
