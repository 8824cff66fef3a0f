import { describe, expect, it } from 'vitest'
import { freshManner, plainerManner, refusesTools } from './chat-manner.ts'

/** As they were reported, each with where. */
const refusals: [server: string, status: number, words: string][] = [
  // https://github.com/ollama/ollama/issues/6027
  ['Ollama', 400, '{"error":{"message":"stablelm2:latest does not support tools","type":"api_error","param":null}}'],
  // https://github.com/ollama/ollama/issues/14795
  ['Ollama, its own', 400, '{"error":"registry.ollama.ai/library/Qwen3.5:0.8b does not support tools"}'],
  // https://github.com/containers/ramalama/issues/988, https://github.com/defilantech/LLMKube/issues/126
  ['llama.cpp', 500, '{"error":{"code":500,"message":"tools param requires --jinja flag","type":"server_error"}}'],
  // https://github.com/QwenLM/Qwen/issues/1298
  ['llama.cpp before', 500, '{"error":{"code":500,"message":"Unsupported param: tools","type":"server_error"}}'],
  // https://github.com/langchain4j/langchain4j/issues/3475
  [
    'vLLM',
    400,
    '{"object":"error","message":"\\"auto\\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set","type":"BadRequestError","param":null,"code":400}',
  ],
  // https://github.com/Kilo-Org/kilocode/issues/9006
  [
    'OpenRouter',
    404,
    '{"error":{"message":"No endpoints found that support tool use. Try disabling \\"question\\".","code":404}}',
  ],
  // https://github.com/spring-projects/spring-ai/pull/2643
  ['DeepSeek', 400, '{"error":{"message":"deepseek-reasoner does not support Function Calling","param":null}}'],
  // https://github.com/agno-agi/agno/issues/137
  ['Groq', 400, '{"error":{"message":"`tools` is not supported with this model","type":"invalid_request_error"}}'],
  // https://github.com/songquanpeng/one-api/issues/2214
  ['a reseller', 400, '{"error":{"message":"The tool call is not supported."}}'],
  // https://github.com/sbintuitions/flexeval/pull/242
  [
    'OpenAI',
    400,
    '{"error":{"message":"tools is not supported in this model. For a list of supported models, refer to"}}',
  ],
]

/** What is said of other things. */
const others: [status: number, words: string][] = [
  [400, "{\"error\":\"'response_format.type' must be 'json_schema' or 'text'\"}"],
  [400, '{"error":{"message":"This response_format type is unavailable now"}}'],
  [400, "Unsupported parameter: 'max_tokens' is not supported with this model."],
  [400, "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens."],
  [400, 'Failed to call a function. Please adjust your prompt.'],
  [401, 'Your key does not support tools.'],
  [429, 'Requests with tools are not allowed at this rate.'],
  [500, 'The server had an error while processing your request.'],
  [400, ''],
]

describe('tools', () => {
  it.each(refusals)('are refused in the words of %s', (_server, status, words) => {
    expect(refusesTools({ status, words })).toBe(true)
  })
  it.each(others)('are not refused by %i %s', (status, words) => {
    expect(refusesTools({ status, words })).toBe(false)
  })
})

describe('a request that is not taken', () => {
  const first = freshManner()
  const said = (status: number, words = '') => ({ status, words })

  it('is put more plainly, once', () => {
    expect(plainerManner(first, said(400), false)).toEqual({ isPlain: true, format: 'schema' })
    expect(plainerManner({ ...first, isPlain: true }, said(400), false)).toBeUndefined()
    expect(plainerManner(first, said(500), false)).toBeUndefined()
  })

  it('asks for less of a form, step by step', () => {
    // https://github.com/khoj-ai/khoj/issues/1336
    const deepSeek = said(400, 'This response_format type is unavailable now')
    expect(plainerManner(first, deepSeek, true)).toEqual({ isPlain: false, format: 'object' })
    // https://github.com/willmiao/ComfyUI-Lora-Manager/issues/1033
    const studio = said(400, "'response_format.type' must be 'json_schema' or 'text'")
    expect(plainerManner({ ...first, format: 'object' }, studio, true)).toEqual({ isPlain: false, format: 'words' })
    expect(plainerManner({ ...first, format: 'words' }, said(400), true)).toEqual({ isPlain: true, format: 'words' })
    expect(plainerManner({ ...first, format: 'words', isPlain: true }, said(400), true)).toBeUndefined()
    expect(plainerManner(first, said(500, 'failed to parse grammar'), true)?.format).toBe('object')
  })

  it('keeps its form where something else is named', () => {
    const words = "Unsupported parameter: 'max_tokens' is not supported with this model."
    expect(plainerManner(first, said(400, words), true)).toEqual({ isPlain: true, format: 'schema' })
  })
})
