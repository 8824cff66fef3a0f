import { isIP } from 'node:net'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import { kindOfAddress } from '../model/address-rules.ts'

/** As it is kept, or what is wrong with it. What a name resolves to is decided when it is talked to, every time. */
export function readEndpoint(text: string, allowsPrivate: boolean): Outcome<'wrong-address', string> {
  if (!URL.canParse(text)) return wrong('An address looks like https://models.example.org/v1.')
  const url = new URL(text)
  const isPlain = url.protocol === 'http:'
  if (url.protocol !== 'https:' && !isPlain) return wrong('An address begins with https://.')
  if (url.username || url.password)
    return wrong('Name and password do not belong into an address. Enter the key below it.')
  if (url.search || url.hash) return wrong('An address ends with its path, without ? or #.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const kind = isIP(host) === 0 ? undefined : kindOfAddress(host)
  if (kind === 'never') return wrong('This address is no place for a model.')
  if (!allowsPrivate && kind === 'private') return wrong(ownNetwork)
  if (isPlain && (!allowsPrivate || kind === 'public'))
    return wrong(`Without https:// only addresses of the server’s own network can be used. ${ownNetwork}`)
  return done(url.href.replace(/\/+$/, ''))
}

function wrong(sentence: string) {
  return refused('wrong-address', sentence)
}

const ownNetwork = 'Addresses of the server’s own network have to be allowed by whoever runs it.'
