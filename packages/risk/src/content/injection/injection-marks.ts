import type { RiskGrade } from '../../model.ts';

/** Wording and shapes by which text tries to become an instruction. Applied to lower-case text. */
export interface InjectionMark {
  readonly finding: string;
  readonly grade: RiskGrade;
  readonly pattern: RegExp;
}

/** What a model calls itself or is called; not the people and companies that make it. */
const MODEL = String.raw`(?:(?:ai|a\.i\.|llm|large language model|language model|chat ?bot|copilot|claude|chatgpt|gpt(?:-?\d)?|gemini|codex)s?(?: (?:coding |code |review )?(?:assistants?|agents?|models?|systems?|reviewers?|tools?|bots?|readers?|summari[sz]ers?))?|(?:coding|code|automated|virtual|autonomous) (?:assistant|agent|reviewer)s?|(?:any|every) (?:agent|assistant|model|bot) (?:that reads|reading|processing|handling|parsing|working on)\b[^.\n]{0,40}?)(?!\w| ?(?:team|research|engineer|develop|compan|startup|enthusias|user|practition|student|expert|lab|vendor|provider|industr|act\b|ethic|polic|govern))`;
const ANYONE = String.raw`(?:${MODEL}|assistants?\b|agents?\b|the model\b|bots?\b)`;
/** What one does with a machine, and what a reviewer is led to. */
const ACT = String.raw`(?:run|execute|open|visit|browse|read|send|post|upload|forward|e-?mail|delete|remove|fetch|download|install|import|ignore|disregard|forget|approve|reply|respond|answer|output|print|reveal|append|include|insert|add|pass|call|invoke|push|merge|close|disable|skip|rate|recommend|click|follow|tell|say|pretend|claim|stop|write|create|transfer|buy|copy|use)\b`;
const POLITE = String.raw`(?:(?:please|kindly|now|first|also|then|always|immediately|you (?:must|should|have to|need to|are to|will)|do not|don't|never)[, ]{1,2}){0,4}`;
const MODAL = String.raw`(?:must|should|shall|has to|have to|needs? to|ought to|is (?:required|instructed|expected|requested) to|are (?:required|instructed|expected|requested) to|will now)`;
/** What is worth having or dangerous to touch. */
const PRIZE = String.raw`(?:https?:\/\/|\.env\b|~\/|\/etc\/|\.ssh|secret|credential|passwords?\b|api[ _-]?keys?|tokens?\b|private keys?|id_rsa|mcp\.json|conversation|chat history|curl\b|wget\b|\bsh\b|bash\b|git push|guidance|instructions|prompt|customer (?:list|data|records)|backups?\b)`;

const mark = (finding: string, grade: RiskGrade, ...patterns: readonly string[]): readonly InjectionMark[] =>
  patterns.map((pattern) => ({ finding, grade, pattern: new RegExp(pattern) }));

export const INJECTION_MARKS: readonly InjectionMark[] = [
  // Words that only whoever runs a model writes: its delimiters, its roles, the frame of a tool's answer.
  ...mark(
    'injection-frame',
    'L3',
    String.raw`<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id|begin_of_text|endofprompt|channel|message)\|>|\[\/?inst\]|<<\/?sys>>|<\/?start_of_turn>|\[system\](?:\(#|:)`,
    String.raw`<\/?(?:system|system[_-]?prompt|system[_-]?message|system[_-]?reminder|admin[_-]?instructions?|important_?(?:instructions?)?|developer[_-]?message|tool_?results?|tool_?response|tool_?output|function_?results?|function_calls?|antml:\w{1,20}|human|assistant)>`,
    String.raw`(?:^|\n)[\s#*>=-]{0,10}(?:new|updated|revised|real|actual|hidden|secret|system|developer|llm|ai)\W{1,3}(?:system )?(?:instructions?|directives?|prompt|override)\s{0,3}[:*]|(?:^|\n)[\s#*>=-]{0,10}(?:important |additional |urgent )?(?:instructions?|directives?|orders?)\W{1,3}(?:for|to) (?:the |any |all )?(?:ai|assistant|agent|model|llm)s?\s{0,3}[:\n*]`,
    String.raw`(?:^|\n)\s{0,8}#{2,4} ?(?:instruction|system|human|assistant|response|user)s?:\s{0,4}\n\s{0,8}\S`,
    String.raw`(?:^|\n)\W{0,12}(?:begin|end|start|stop) (?:of )?(?:the )?(?:system|user|developer|hidden|untrusted|document|context|input|tool)(?: (?:prompt|instructions?|message|input|content|data|output))?\W{3,12}(?:\n|$)`,
    String.raw`(?:^|\n)\s{0,8}(?:user|human)\s{0,3}:[^\n]{0,80}\b(?:go ahead|yes|approved?|confirm|allow|permission)\b[^\n]{0,200}\n\s{0,8}(?:assistant|ai|agent)\s{0,3}:`,
  ),
  // What stands above is said to be over.
  ...mark(
    'injection-frame',
    'L3',
    String.raw`\b(?:previous|above|earlier|prior) (?:conversation|text|instructions?|prompt|context|restrictions|rules|guidelines|orders)\b[^.\n]{0,24}\b(?:has ended|is over|(?:is|are|was|were) (?:only )?(?:a test|void|invalid|fake|obsolete|cancelled|lifted)|no longer (?:apply|applies|valid|count))`,
    String.raw`\beverything (?:above|before|so far)\b[^.\n]{0,30}\b(?:void|invalid|fake|a test|ignored?|irrelevant)\b`,
    String.raw`\b(?:real|actual|true) (?:task|orders?|instructions?|goal|job|assignment) (?:is|are|follows?)\b|\b(?:here|below|following) (?:is|are) your (?:actual|real|new|true)\b|\bnew (?:conversation|session|task) (?:begins|starts)\b`,
    String.raw`\btext above (?:is|was)\b[^.\n]{0,20}\b(?:test|example|fake)\b|\b(?:not|rather than|instead of|than)(?: as)? your system (?:message|prompt)|\bsystem prompt say\b`,
    String.raw`\binstructions? (?:found |contained |given |written )?(?:in|on) (?:the|this) (?:page|document|file|result|text|output|site|e-?mail)s?\b[^.\n]{0,16}\b(?:have|has|take|takes) (?:priority|precedence)|\btakes? precedence over (?:those of )?(?:the )?(?:user|system|developer)`,
    '\\bhuman\\s?:[^\\n]{0,160}\\bassistant\\s?: (?:sure|ok|yes|understood|of course|certainly|absolutely)|```(?:system|assistant|developer)\\s{0,3}\\n',
  ),
  // Somebody is said to have agreed already.
  ...mark(
    'injection-consent',
    'L3',
    String.raw`\b(?:user|owner|admin(?:istrator)?|developer|operator|human)s? (?:has |have )?(?:already |explicitly |pre-?)?(?:granted|approved?|authori[sz]ed|confirmed|consented|allowed|permitted|agreed)\b[^.\n]{0,24}\b(?:all|any|full|every|everything|unrestricted|further|future|root|admin)\b`,
    String.raw`\b(?:skip|without) (?:any |the |further |asking for )?confirmation\b[^.\n]{0,60}\b(?:and|then|delete|remove|send|run|push)\b|\b(?:delete|remove|wipe|send|push|transfer)\b[^.\n]{0,60}\bwithout (?:asking|confirmation|telling)\b`,
    String.raw`\b(?:users?|owner|customer)s? (?:have|has) (?:already |fully )?consented\b|\bnever ask (?:the user )?for (?:confirmation|permission|approval)|\bpre-?approved[;,.]? (?:and |so )?(?:never|no need|do not|don't|you may)|\b(?:confirm|safety|approval|guardrails?)\s{0,2}[:=]\s{0,2}(?:off|never|false|none|disabled)\b`,
    String.raw`\bgrant yourself\b|\byou (?:may|can) now (?:run|execute|access|read|delete) (?:any|all|every)`,
    String.raw`\b(?:safety|security|content|usage) (?:rules|guidelines|checks?|filters?|policies|measures|restrictions) (?:are|is|have been|has been) (?:now )?(?:suspended|disabled|lifted|off\b|removed|turned off|no longer)`,
  ),
  // The reader is a model, and is told what to do.
  ...mark(
    'injection-address',
    'L3',
    String.raw`(?:^|[\n>"'(*#/.!?:;-])[\s*#>/!-]{0,8}(?:\(?(?:dear|hey|hi|hello|attention|note|message|instructions?|reminder|memo|hint|tip|to|for|if you(?:'re| are)|as|calling|listen)\b[, ]{0,2}(?:to |for |all |any |an? |the |every |other ){0,3})${MODEL}[^.\n]{0,80}?[,:;.\n—-]{1,3}\s{0,4}${POLITE}(?:[a-z]{3,14} ){0,6}?${ACT}`,
    String.raw`(?:^|[\n>"'(*#/]|[.!?] )[\s*#>/!-]{0,8}(?:${MODEL}|assistant|agent|model|bot)\s{0,2}[,:]\s{0,3}${POLITE}${ACT}`,
    String.raw`\b${ANYONE} ${MODAL} (?:now |first |also |always |immediately |then |never ){0,2}${ACT}[^.\n]{0,120}?${PRIZE}`,
    String.raw`\b(?:${MODEL}|assistants?\b) ${MODAL} (?:now |first |also |always |immediately |then |never ){0,2}(?:run|execute|open|visit|send|post|upload|forward|e-?mail|delete|remove|fetch|download|install|ignore|disregard|approve|call|invoke|push|merge|close|disable|skip|click|transfer)\b`,
    String.raw`(?:hinweis|achtung|notiz|anweisung|nota|aviso|mensaje|mensagem|note|message|avis|messaggio|bericht|opmerking|uwaga|instrukcja|attention|l['’]attention)\s{1,3}(?:an|für|para|pour|de|per|aan|voor|do|dla|a|al|alla|à)\s{1,3}(?:die |den |das |der |el |la |l['’]|o |os |il |het |de )?(?:ki|ia|ai|assistent\w*|asistente|assistente|assistant|modell?\w*|modelo|modèle|agente?n?|agent|asystent\w*|sztucznej)(?!\w)`,
    String.raw`(?:внимание|примечание|сообщение|инструкция)[^\n]{0,16}(?:ассистент|помощник|ии(?![а-яё])|нейросет|модел)|(?:ai|llm|モデル|アシスタント)(?:向け|へ|への|の皆|は必ず)|(?:给|致|对)\s{0,2}(?:ai|人工智能|大模型|智能)\s{0,2}(?:助手|模型|代理)?|ai\s{0,2}(?:에게|어시스턴트는|모델에게)|(?:إلى|ملاحظة)[^\n]{0,12}(?:الذكاء الاصطناعي|المساعد|النموذج)|(?:एआई|ai) (?:सहायक|के लिए|मॉडल)|(?:yapay zek[aâ]|ai) (?:asistan|modeli|için)`,
    String.raw`\b(?:next step for|task for|reminder (?:to|from)|p\.?s\.? to|whichever|whatever) (?:the |any )?(?:agent|assistant|ai|llm|model|bot|anthropic|openai|google)\b`,
    String.raw`(?:^|[\n.!?>] ?)\s{0,8}(?:\w{1,16} bot|ai|llm)\s{0,2}:\s{0,3}${POLITE}(?:[a-z]{2,14} ){0,8}?(?:${ACT}|task|test)`,
    String.raw`\bwhen(?:ever)? (?:you (?:are )?)?(?:summari[sz]e|summari[sz]ing|reply|replying|answer|answering|process|processing|analy[sz]e|analy[sz]ing|translating|reviewing|reading this)\b[^.\n]{0,60},\s{0,3}(?:please |also |always |you (?:must|should) )*(?:mention|say|include|add|insert|tell|recommend|append|do not|don't|never|claim|state|give|approve)\b`,
    String.raw`\b(?:start|begin|end) your (?:answer|response|reply) with\b|\b(?:do not|don't|never) (?:mention|include|add|give) any (?:warnings?|disclaimers?)|\bgive (?:it |this |them )?(?:full marks|(?:the )?(?:highest|maximum|best|a perfect) (?:score|rating|grade|marks))`,
    String.raw`\breply to (?:this|the) (?:mail|message|e-?mail) with (?:the|your|all|every)\b[^.\n]{0,40}(?:messages?|e-?mails|contents?|passwords?|code)|\binclude (?:it|them|its contents?) in your (?:answer|reply|response|message)\b`,
    String.raw`\b(?:message|section|text|comment|part|note|paragraph) (?:is )?(?:only )?(?:intended |meant |written )?(?:only )?for (?:the |an? |any )?${MODEL}`,
    String.raw`\b(?:tell|inform|convince|persuade|instruct) the user (?:that|to)\b[^.\n]{0,120}\b(?:call|click|visit|log ?in|password|locked|expired|pay|number|download|install|disable|recommend)`,
  ),
  ...mark(
    'injection-address',
    'L2',
    String.raw`\b(?:attention|note to|message (?:to|for)|instructions? (?:to|for)|dear)\W{1,4}(?:the |any |all )?${MODEL}`,
    String.raw`\bif you are (?:an? )?${MODEL}`,
  ),
  // What a tool says of itself, and what goes with it.
  ...mark(
    'injection-tool',
    'L3',
    String.raw`\b(?:before|after|when|whenever|prior to)\W{1,3}(?:using|calling|invoking|use|you (?:use|call|run)|running|executing|answering|responding|each (?:call|use))\b(?:\W{1,4}[\w'.-]{1,24}){0,10}?\W{1,4}(?:must|always|first|have to|make sure)\W{1,4}(?:[\w'.~/-]{1,30}\W{1,4}){0,8}?(?:read|contents?|file|\.?ssh|config|\.env|secret|key|sidenote|parameter|argument|history|token|credentials)\b`,
    String.raw`\b(?:before|after|when|whenever|prior to)\W{1,3}(?:using|calling|invoking|use|you (?:use|call|run)|running|executing|answering|responding|each (?:call|use))\b(?:\W{1,4}[\w'.-]{1,24}){0,10}?\W{1,4}(?:read|call|send|pass|include|open|fetch|run)\W{1,4}(?:[\w'.~/-]{1,30}\W{1,4}){0,8}?(?:contents? of|\.ssh|ssh key|config(?:uration)? file|\.env|secret|sidenote|mcp\.json|credentials|private key|environment variables)\b`,
    String.raw`\bmust (?:always )?be (?:called|used|invoked|run|executed) (?:first|before (?:any|all|every|each) (?:other )?(?:tool|call|request|action|function))`,
    String.raw`\b(?:for|on|before|with) (?:every|each|any) (?:user )?(?:request|message|answer|response|task|question|conversation),? (?:\w+ ){0,3}(?:call|read|run|send|open|invoke)\b`,
    String.raw`\b(?:pass|include|send|provide|put|append|copy|add|attach)\b (?:\w+ ){0,4}?(?:full|entire|whole|complete|previous|conversation|chat|message) ?(?:conversation|chat|message|history|context|transcript)\w{0,2}(?: history| log| so far)?\b[^.\n]{0,30}\b(?:as|in|to|at|into|with)\b`,
    '\\b(?:when|whenever|if|after|before|once) (?:the )?[`\'"]?[a-z]+_[a-z_]+[`\'"]? (?:tool )?(?:is|gets|has been) (?:called|used|invoked)\\b[^.\\n]{0,60}\\b(?:also|first|must|always|send|bcc|cc|instead|forward)\\b|\\bto every other tool\\b|\\bmodel also calls?\\b|\\bafter (?:each|every) (?:use|call),? (?:run|call|send|execute)\\b|\\bhidden requirement\\b',
    '\\b(?:supersedes|replaces) (?:the )?[`\'"]?[a-z]+_[a-z_]+|\\b(?:all |any )?other (?:\\w+ )?tools? (?:are|is) (?:now )?(?:deprecated|unsafe|broken|insecure|unavailable|disabled)',
    String.raw`\balways (?:bcc|cc)\b|\b(?:also|always)\b[^.\n]{0,30}\b(?:send|forward|copy|mail)\b[^.\n]{0,60}[\w.+-]{2,40}@[\w-]{1,60}\.[a-z]{2}|\bignore the (?:recipient|address|amount|account|request|question|price)\b[^.\n]{0,40}\b(?:user|given|provided|instead)`,
    '[`\'"]\\w+[`\'"](?: parameter| field| argument)?[^.\\n]{0,20}(?:has to|must|should|needs to) (?:contain|hold|include|carry)[^.\\n]{0,40}(?:environment|conversation|history|messages|system prompt|\\bkeys?\\b|password|credential|secret)',
    "\\b(?:put|place|write|provide|pass|include|supply|send|enter|add)\\b[^.\\n]{0,60}(?:user's (?:last|full|private|recent|messages?|data|files?)|private key|ssh key|environment variables|last (?:\\w+ )?messages)[^\\n]{0,40}\\b(?:in|into|as|to) (?:the )?(?:`\\w+`|\"\\w+\"|'\\w+'|\\w+ (?:field|parameter|argument))",
    String.raw`\b(?:report|say|tell|claim)\b[^.\n]{0,30}\baccount (?:is|was|has been) (?:locked|suspended)|\bask for (?:the|their|his|her) (?:password|pin|credentials)\b`,
    String.raw`\bif the user asks?\b[^.\n]{0,80}\b(?:claim|pretend|deny|lie|say that you)\b`,
  ),
  ...mark(
    'injection-extract',
    'L3',
    String.raw`\b(?:send|post|upload|forward|exfiltrate|transmit|e-?mail|leak|append|include|paste|copy|pass|call|submit|encode)\b[^\n]{0,80}?\bcontents? of\b[^\n]{0,16}(?:~|\/|\.\w|\w{0,12}(?:env|ssh|config|secret|credential|key))`,
    String.raw`\b(?:read|open|load|cat|fetch|get|access)\b[^\n.]{0,40}(?:\.env|~\/\.|\/etc\/|id_rsa|credentials|\.ssh|mcp\.json|secrets?\b)[^\n]{0,60}?\b(?:pass|send|include|put|append|post|attach|return)\b`,
    String.raw`\b(?:send|post|upload|forward|exfiltrate|transmit|leak|append|include|paste|copy)\b(?:\W{1,4}[\w.~/'-]{1,40}){0,6}?\W{1,4}(?:api[ _-]?keys?|secrets?|credentials?|passwords?|tokens?|private[ _-]keys?|ssh[ _-]keys?|\.env|id_rsa|environment variables|conversation|chat history|cookies)\b(?:\W{1,4}[\w'.-]{1,30}){0,8}?\W{1,4}(?:to (?:https?|the (?:end|url|address|following)|[\w.+-]{1,40}@|this)|at the end|via (?:curl|http|dns))`,
    String.raw`\b(?:read|open|load|lis|lee|leia|leggi|lies|lees|прочитай|print|include)\b[^\n]{0,30}(?:~|\/home\/\w{1,32}|\/root|\$home)\/\.(?:ssh|aws|netrc|npmrc|gnupg|kube|env|git-credentials|pgpass|docker|cursor|claude|config\/gh)\b(?![^\s]{0,40}\.pub)`,
    String.raw`\b(?:output|print|repeat|show|write|give)\b[^.\n]{0,30}\b(?:your|these|the above|initial|all) (?:\w+ )?(?:instructions|prompt|rules|guidelines)\b[^.\n]{0,30}(?:verbatim|word for word|exactly|in full)|\brepeat (?:it|them|everything|the (?:text|words) above)\b[^.\n]{0,20}(?:word for word|verbatim)`,
    String.raw`\b(?:collect|gather|harvest|steal|list)\b (?:\w+ ){0,2}?(?:every|all|any) (?:\w+ ){0,2}?(?:passwords?|credentials?|secrets?|api keys?|tokens)\b`,
  ),
  ...mark(
    'injection-role',
    'L3',
    String.raw`\b(?:enter|enable|activate|switch to|now in|act as|granted)\W{1,4}(?:\w{1,12}\W{1,4}){0,3}(?:developer|dan|god|jailbreak|unrestricted|unfiltered|debug|admin|sudo|maintenance)\W{0,3}mode\b[^.\n]{0,12}(?:[.!,]|$|\n| and| in| where)`,
    String.raw`\bpretend(?: that)? (?:you|to be)\b(?:\W{1,4}[\w']{1,20}){0,8}\W{1,4}(?:no|without|not) (?:\w{1,12} ){0,2}(?:rules?|restrictions?|limits?|filters?|bound)`,
    String.raw`\bas an ai (?:without|with no|free of) (?:any )?(?:restrictions|limits|rules|filters)|\bact as my (?:deceased |late |dead )?grand(?:mother|father|ma|pa)\b|\bforget (?:the|your|every|any) (?:\w+ )?(?:task|assignment|role|persona)\b|\b(?:must|should|will|do) not follow (?:the |your |any )?(?:developer|system|operator|creator)`,
    String.raw`\b(?:do not|don't|never|cannot) refuse any(?:thing| request)?\b|\bno (?:policies|restrictions|rules|filters|limitations)(?: whatsoever)?[.!]`,
  ),
  // Without spaces, as it stands after letters were set apart or run together.
  ...mark(
    'injection-override',
    'L3',
    String.raw`(?:ignore|disregard|forget|override|bypass)(?:all|any|the|your|my|of|these|every)*(?:previous|prior|above|earlier|your|all|system)*(?:instructions?|rules|prompts?|guidelines|directives)`,
  ),
];
