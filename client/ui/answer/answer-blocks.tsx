import type { ListItem, RootContent, Table } from 'mdast'
import { type ReactNode, createElement } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { AnswerWords, plainText } from './answer-words.tsx'
import classes from './answer.module.css'

export interface NodesProps {
  nodes: readonly RootContent[]
  /** How deep it stands: an answer may be nested for no other reason than to break what shows it. */
  depth: number
}

const deepest = 24

export function AnswerBlocks({ nodes, depth }: NodesProps) {
  if (depth > deepest) return <>{nodes.map(plainText).join(' ')}</>
  // Nodes have no name of their own, and an answer only grows at its end.
  return nodes.map((node, index) => <Block key={`${index} ${node.type}`} node={node} depth={depth} />)
}

function Block({ node, depth }: { node: RootContent; depth: number }): ReactNode {
  switch (node.type) {
    case 'paragraph':
      return (
        <p>
          <AnswerWords nodes={node.children} depth={depth + 1} />
        </p>
      )
    case 'heading':
      // It stands below the headings of the screen.
      return createElement(
        `h${Math.min(6, node.depth + 2)}`,
        null,
        <AnswerWords nodes={node.children} depth={depth + 1} />,
      )
    case 'blockquote':
    case 'footnoteDefinition':
      return (
        <blockquote>
          <AnswerBlocks nodes={node.children} depth={depth + 1} />
        </blockquote>
      )
    case 'list': {
      const items = node.children.map((item, index) => <Item key={`${index} item`} item={item} depth={depth + 1} />)
      return node.ordered ? <ol start={node.start ?? 1}>{items}</ol> : <ul>{items}</ul>
    }
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{node.value}</code>
        </pre>
      )
    case 'html':
      return <p>{node.value}</p>
    case 'thematicBreak':
      return <hr />
    case 'table':
      return <Rows table={node} depth={depth + 1} />
    case 'definition':
    case 'yaml':
      return null
    default:
      return <AnswerWords nodes={[node]} depth={depth + 1} />
  }
}

function Item({ item, depth }: { item: ListItem; depth: number }) {
  const t = useText('answer')
  const { checked } = item
  return (
    <li data-checked={checked ?? undefined}>
      {typeof checked === 'boolean' && (
        <span role="img" aria-label={checked ? t('done') : t('notDone')} className={classes.box}>
          {checked ? '☑' : '☐'}
        </span>
      )}
      <AnswerBlocks nodes={item.children} depth={depth} />
    </li>
  )
}

function Rows({ table: { children, align }, depth }: { table: Table; depth: number }) {
  const [head, ...rows] = children
  const cells = (row: (typeof children)[number] | undefined, Cell: 'th' | 'td') =>
    row?.children.map((cell, index) => (
      <Cell key={`${index} cell`} data-align={align?.[index] ?? undefined}>
        <AnswerWords nodes={cell.children} depth={depth} />
      </Cell>
    ))
  return (
    <div className={classes.table} tabIndex={0}>
      <table>
        <thead>
          <tr>{cells(head, 'th')}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${index} row`}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
