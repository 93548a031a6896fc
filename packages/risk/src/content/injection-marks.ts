import type { RiskGrade } from '../model.ts';

/** Wording by which text tries to become an instruction. Applied to folded, lower-case text. */
export interface InjectionMark {
  readonly finding: string;
  readonly grade: RiskGrade;
  readonly pattern: RegExp;
}

/** Up to four words in between. */
const GAP = String.raw`\W{1,6}(?:[\w'-]{1,20}\W{1,4}){0,4}?`;
const EARLIER =
  '(?:previous|prior|above|earlier|preceding|foregoing|existing|original|initial|all|any|every|other|system|your|my|the|these|those|safety|security)';
const ORDERS =
  '(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|commands?|orders?|context|constraints?|restrictions?|polic(?:y|ies)|guardrails?|training|programming|messages?)';

const mark = (finding: string, grade: RiskGrade, pattern: string): InjectionMark => ({
  finding,
  grade,
  pattern: new RegExp(pattern, 'i'),
});

export const INJECTION_MARKS: readonly InjectionMark[] = [
  mark(
    'injection-override',
    'L3',
    `\\b(?:ignore|disregard|forget|override|bypass|discard|overrule|neglect|skip|drop|cancel)${GAP}${EARLIER}${GAP}${ORDERS}\\b`,
  ),
  mark(
    'injection-override',
    'L3',
    `\\b(?:ignore|disregard|forget)\\W{1,6}(?:everything|all|anything|whatever)\\b(?:\\W{1,4}[\\w']{1,20}){0,4}\\W{1,4}(?:above|before|previously|earlier|told|said|instructed|learned|know)\\b`,
  ),
  mark('injection-override', 'L3', `\\bdo not (?:follow|obey|comply with)${GAP}${EARLIER}${GAP}${ORDERS}\\b`),
  mark(
    'injection-override',
    'L3',
    '\\b(?:ignora|ignorez|ignoriere|vergiss|oublie|olvida|ignore)\\W{1,4}(?:[\\p{L}]{1,14}\\W{1,4}){0,3}(?:instrucciones|instructions pr|anweisungen|vorherigen|anteriores|istruzioni|instru\\S{1,3}es)'.replace(
      '[\\p{L}]',
      '\\S',
    ),
  ),
  mark(
    'injection-role',
    'L3',
    '\\byou are (?:now|no longer) (?:in |a |an |the |bound |restricted |limited |dan\\b|free|unrestricted|jailbroken)',
  ),
  mark(
    'injection-role',
    'L3',
    '\\b(?:enter|enable|activate|switch to|now in|act as)\\W{1,4}(?:\\w{1,12}\\W{1,4}){0,3}(?:developer|dan|god|jailbreak|unrestricted|unfiltered|debug|admin|sudo|maintenance)\\W{0,3}mode\\b',
  ),
  mark(
    'injection-role',
    'L3',
    "\\bpretend(?: that)? (?:you|to be)\\b(?:\\W{1,4}[\\w']{1,20}){0,8}\\W{1,4}(?:no|without|not) (?:\\w{1,12} ){0,2}(?:rules?|restrictions?|limits?|filters?|bound)",
  ),
  mark(
    'injection-frame',
    'L3',
    '<\\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id)\\|>|\\[/?inst\\]|<</?sys>>|<start_of_turn>|\\[system\\](?:\\(#|:)|</?(?:system|system[_-]prompt|system[_-]message|admin[_-]instructions?|important_instructions?)>',
  ),
  mark(
    'injection-frame',
    'L3',
    '(?:^|\\n)[\\s#*>-]{0,10}(?:new|updated|revised|real|actual|important|urgent|hidden|secret|additional|system)\\W{1,3}(?:system )?(?:instructions?|directives?|prompt|override|orders?)(?:\\W{1,3}(?:for|to) (?:the )?(?:ai|assistant|agent|model|llm))?\\s{0,3}[:\\n*]',
  ),
  mark(
    'injection-frame',
    'L3',
    '<!--[^>]{0,200}\\b(?:ai|assistant|agent|llm|model|claude|gpt|copilot|chatgpt|gemini)s?\\b[^>]{0,200}\\b(?:must|should|ignore|please|always|instead|execute|run|send|fetch|call|read)\\b',
  ),
  mark(
    'injection-secrecy',
    'L3',
    "\\b(?:do not|don't|never|without)\\W{1,3}(?:ever )?(?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|alert|alerting|notify|notifying|warn|warning|show|showing|asking|let)\\W{1,3}(?:[\\w']{1,12}\\W{1,4}){0,4}?(?:the )?(?:user|human|operator|developer|anyone|owner)\\b",
  ),
  mark(
    'injection-extract',
    'L3',
    `\\b(?:reveal|print|repeat|output|show|display|leak|disclose|give|tell|dump|return|send)${GAP}(?:system|hidden|initial|original|secret|developer|internal)\\W{1,3}(?:prompt|instructions?|message|rules)\\b`,
  ),
  mark(
    'injection-extract',
    'L3',
    `\\b(?:send|post|upload|forward|exfiltrate|transmit|email|e-mail|leak|append|include|paste|copy)${GAP}(?:[\\w.~/-]{1,40}\\W{1,4}){0,4}?(?:api[ _-]?keys?|secrets?|credentials?|passwords?|tokens?|private[ _-]keys?|ssh[ _-]keys?|\\.env|id_rsa|environment variables|conversation|chat history|cookies)\\b(?:\\W{1,4}[\\w'.-]{1,30}){0,8}?\\W{1,4}(?:to|at|via|into|using|in)\\b`,
  ),
  mark(
    'injection-tool',
    'L3',
    `\\b(?:before|after|when|whenever|prior to)\\W{1,3}(?:using|calling|invoking|use|you (?:use|call|run)|running|executing|answering|responding)\\b(?:\\W{1,4}[\\w'.-]{1,24}){0,10}?\\W{1,4}(?:you must|must|always|first|read|call|send|pass|include)\\W{1,4}(?:[\\w'.~/-]{1,30}\\W{1,4}){0,8}?(?:read|contents?|file|ssh|config|\\.env|secret|key|sidenote|parameter|tool)\\b`,
  ),
  mark(
    'injection-address',
    'L2',
    '\\b(?:attention|note to|message (?:to|for)|instructions? (?:to|for)|dear)\\W{1,4}(?:the |any |all )?(?:ai|llm|language model|assistant|agent|chatbot|copilot|claude|chatgpt|gemini)\\b',
  ),
  mark(
    'injection-address',
    'L2',
    "\\b(?:if you are|as) (?:an? )?(?:ai|llm|large language model|language model|ai assistant|ai agent)\\b(?:\\W{1,4}[\\w']{1,20}){0,6}?\\W{1,4}(?:must|should|please|need to|have to|are required)\\b",
  ),
];
