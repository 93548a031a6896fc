/**
 * Words by which text gives orders to a model, by language. A language is a row, a meaning a column; each cell is an
 * alternation of stems, a regular expression without flags over folded text (`fold-text.ts`). Stems begin at a letter's
 * start, and end anywhere. Where a language says `do not forget`, its cell says that this is not meant.
 */
export interface Lexicon {
  readonly language: string;
  /** Text without a character of this range has nothing of the language. */
  readonly script: 'latin' | RegExp;
  /** Ignore, forget, do not follow. */
  readonly override: string;
  /** Earlier, above, all, yours. */
  readonly earlier: string;
  /** Instructions, rules, prompts. */
  readonly orders: string;
  /** What you have been told. */
  readonly told?: string;
  readonly show?: string;
  /** The system prompt, the hidden instructions. */
  readonly prompt?: string;
  readonly send?: string;
  readonly secrets?: string;
  /** Where to, beside an address: here, this address. */
  readonly here?: string;
  /** Do not tell, without telling. */
  readonly hush?: string;
  /** Who is not to be told. */
  readonly user?: string;
  /** From now on you are. */
  readonly role?: string;
}

const CYRILLIC = /[\u0400-\u04ff]/;
const HAN = /[\u4e00-\u9fff]/;

export const LEXICONS: readonly Lexicon[] = [
  {
    language: 'en',
    script: 'latin',
    override:
      "ignor(?:e|ing)(?!\\p{L})|disregard(?!ed|s)|(?<!(?:not|don't|never|to) )forget(?!s|ting)|pay no attention to|do(?: not|n't) (?:follow|obey|comply with|adhere to)(?= (?:\\p{L}+ ){0,4}(?:instruction|prompt|rule|directi|guideline|guidance|guardrail|restriction|polic|system))|no longer follow|stop (?:following|obeying)|set aside|override your|abandon|bypass(?= (?:all|any|your|the) (?:\\p{L}+ )?(?:instruction|guardrail|safety|polic|rule|restriction))|override(?= (?:all|any|the)? ?(?:previous|prior|earlier|system|safety|existing|initial|original) (?:instruction|prompt|guideline|directive|guardrail))",
    earlier:
      'previous|prior(?!it)|above|earlier|preceding|foregoing|before(?!\\p{L})|all(?!\\p{L})|any(?!\\p{L})|every(?!\\p{L})|your(?!s)|its|existing|original|initial|system|other|safety',
    orders:
      'instruction|prompt|rules?(?!\\p{L})|direction|directive|guideline|guidance|guardrail|restriction|polic(?:y|ies)|constraint|programming|safeguard',
    told: "(?:everything|all|anything|whatever|what) (?:that )?(?:you(?:'ve| have| were| had)?|was|has been|came|is|\\p{L}+ (?:user|human) ) ?(?:\\p{L}+ ){0,3}(?:told|said|instructed|learned|asked|above|before|know)|(?:everything|anything|all) (?:\\p{L}+ ){0,4}(?:above|before|previously|earlier)(?!\\p{L})",
    show: '(?:(?<=^ ?|[,:.;!"] ?|and |then |please |must |should |also |now |you |instead |just )(?:print|repeat|output|show|display|tell|dump|write|recite|translate|summari[sz]e|give)|reveal|leak|disclose|what (?:is|are|was|were))(?!\\p{L})',
    prompt:
      '(?:system|hidden|initial|original|secret|developer|internal|confidential)\\W{1,3}(?:prompt|instructions?(?!\\p{L}))|(?:system|developer) message|(?:hidden|secret|internal|confidential) (?:rules|guidelines|directives)|(?:your|entire|full) (?:system |initial )?prompt(?!\\p{L})',
    send: '(?:(?<=^ ?|[,:.;!] ?|and |then |please |must |should |also |now |you |to the |just )(?:send|upload|forward|transmit|e-?mail)|exfiltrate|leak the)(?!\\p{L})',
    secrets:
      "api[ _-]?keys?|secrets?(?!\\p{L})|credential|password|passphrase|access tokens?|tokens(?!\\p{L})|private[ _-]keys?|ssh[ _-]keys?|\\.env(?!\\p{L})|id_rsa|environment variable|(?:conversation|chat)(?: history)?|message history|cookies|customer (?:list|data|records)|user'?s? (?:data|messages?|files?)|~\\/\\.|workspace",
    here: '(?:this|the following|the above) (?:address|url|link|endpoint|server|e-?mail)|(?:link|address|url) (?:below|above|given)',
    hush: "(?:do not|don't|never|without|not to|must not|should not|avoid|refrain from) ?(?:ever )?(?:tell|inform|mention|reveal|alert|notif|warn|asking|disclos|report (?:this|it|the (?:call|line|change))|bring(?:ing)? (?:it|this|that|them) up|discuss|acknowledg)(?:\\W{1,3}(?:\\p{L}|['’])+){0,7}?\\W{1,3}(?:users?|humans?|operator|these|this|summary|answer|response|report|reply|output)(?!\\p{L})|(?:do not|don't|never) let (?:the )?(?:user|human|operator)|keep (?:it|this|that|these|them)? ?(?:\\p{L}+ )?(?:secret|hidden|confidential)",
    user: 'users?(?!\\p{L})|humans?(?!\\p{L})|operator(?!\\p{L})|these (?:instructions|rules)|this (?:instruction|comment|message|note)|in (?:the|your) (?:summary|answer|response|report|reply|output)',
    role: "(?:you are|you're) (?:now |no longer )(?:in |a |an |the )?(?:(?:\\p{L}+ ){0,2}(?:mode|persona|ai|assistant|agent|bot|model|dan|hacker|admin\\p{L}*|root)(?!\\p{L})|bound|restricted|limited|free|unrestricted|jailbroken|operating)|from now on,? (?:you|always|every)|you (?:will|must|shall) (?:now )?(?:act|behave|respond|operate) as|act as (?:an? )?(?:unrestricted|unfiltered|uncensored|jailbroken|evil|dan(?!\\p{L}))|your new (?:task|goal|role|objective|mission|purpose|instructions?|job)(?: is|:)|stop what you(?: are|'re) doing|instead of (?:the|your) (?:original|current|previous) task|(?:developer|dan|god|jailbreak|unrestricted|sudo) mode",
  },
  {
    language: 'de',
    script: 'latin',
    override:
      'ignorier|vergiss(?! nicht)|vergesst(?! nicht)|vergessen sie(?! nicht)|missacht|verwirf|befolge.{0,40} nicht|beachte.{0,40} nicht|halte dich nicht|setz.{0,40} ausser kraft',
    earlier:
      'bisherig|vorherig|vorig|fruher|obig|vorangegangen|vorstehend|samtlich|alle(?!\\p{L})|aller(?!\\p{L})|zuvor|oben|jede|deine|ursprunglich',
    orders: 'anweisung|instruktion|regel|vorgabe|befehl|prompt|weisung|richtlinie|systemprompt|einschrankung',
    told: '(?:was|alles).{0,14}(?:dir|du|ihnen|euch).{0,40}(?:gesagt|gelernt|bekommen|aufgetragen|erhalten|gelesen|mitgeteilt)|alles,? was (?:oben|vorher|zuvor)',
    show: 'zeig|gib|verrat|offenbar|nenn|druck|schreib|wiederhol|geben sie',
    prompt:
      'system-?prompt|systemanweisung|systemnachricht|(?:versteckt|geheim|intern)\\p{L}* (?:anweisung|prompt|regel)',
    send: 'schick|send|ubermittl|lade|leite|ubergib|ubertrag|verschick',
    secrets:
      'passwor|zugangsdaten|schlussel|\\.env|geheimnis|token|kennwor|gesprachsverlauf|chatverlauf|id_rsa|umgebungsvariable',
    here: 'diese adresse|folgende adresse|hierher',
    hush: 'nichts (?:davon )?erfahren|nicht erfahren|(?:erwahn|sag|verrat|teil|informier|bericht|meld).{0,40}(?:nicht|nichts)|verschweig|heimlich|ohne (?:das )?wissen|ohne.{0,30}zu (?:informieren|fragen|sagen)',
    user: 'benutzer|nutzer|anwender|niemand|mensch',
    role: '(?:ab sofort|ab jetzt|von nun an).{0,20}(?:bist du|giltst du|handelst du|agierst du|verhaltst du|antwortest du|fuhrst du)|du bist (?:jetzt|nun|ab) (?:ein|kein|der|im)',
  },
  {
    language: 'fr',
    script: 'latin',
    override:
      "ignor(?:e|ez|er)(?!\\p{L})|(?<!n['’])oubli(?:e|ez|er)(?!\\p{L})|ne (?:tiens|tenez) (?:pas|plus) compte|neglige|fais abstraction|ne (?:suis|suivez|respecte|respectez) (?:pas|plus)|passe outre",
    earlier:
      "precedent|anterieur|ci-dessus|plus haut|tou(?:te)?s(?!\\p{L})|recu|jusqu['’]ici|initial|prealable|tes(?!\\p{L})|d['’]origine",
    orders: 'instruction|consigne|regle|directive|ordres?(?!\\p{L})|prompt|restriction',
    told: "(?:ce|tout ce) (?:qu['’]on|que|qui).{0,30}(?:dit|appris|demande|precede)",
    show: 'affich|montr|revel|divulg|donne|imprim|repet|ecri',
    prompt:
      'prompt (?:systeme|initial|cache)|invite (?:de )?systeme|message (?:de )?systeme|instructions? (?:systeme|cachees?|internes?|secretes?|initiales?)',
    send: 'envo[iy]|transmet|transfer|televers|poste',
    secrets: 'mots? de passe|cles?(?!\\p{L})|\\.env|secret|jeton|identifiants|historique|conversation|id_rsa',
    here: 'cette adresse|adresse suivante|ce lien|ici(?!\\p{L})',
    hush: "n['’e] ?(?:en )?(?:dis|dites|mentionn|revel|previen|parle|inform|signal)\\p{L}*.{0,20}(?:pas|rien|jamais)|sans (?:l['’]|le |en )?(?:dire|prevenir|informer|mentionner|avertir|demander)|ne doi\\p{L}* (?:pas|rien) .{0,12}savoir|a l['’]insu",
    user: 'utilisat|usager|personne(?!\\p{L})',
    role: '(?:desormais|a partir de maintenant|dorenavant).{0,20}(?:tu es|vous etes|agis|tu agis|reponds)|tu es (?:maintenant|desormais) ',
  },
  {
    language: 'es',
    script: 'latin',
    override:
      'ignor(?:a|e|es|en|ar|ad)(?!\\p{L})|(?<!no (?:te |se )?)olvid(?:a|e|es|en|ar|ate|ese)(?!\\p{L})|haz caso omiso|hag[ao] caso omiso|no hagas caso|descart(?:a|e)(?!\\p{L})|desestim|no (?:sigas|obedezcas|respetes|tengas en cuenta)|omit(?:e|a)(?!\\p{L})',
    earlier:
      'anterior|previ[ao]|arriba|tod[oa]s?(?!\\p{L})|hasta ahora|antes|inicial|tus(?!\\p{L})|originales',
    orders: 'instruccion|reglas?(?!\\p{L})|ordenes|directri|indicacion|prompt|restriccion|directiva',
    told: '(?:todo )?lo que.{0,20}(?:dij|dicho|ensen|indic|pidi)',
    show: 'muestr|revel|imprim|ensena|dime|escribe|dame|repite|divulg',
    prompt:
      '(?:prompt|mensaje|instrucciones) (?:de|del|de tu) sistema|instrucciones (?:ocultas|internas|secretas|iniciales)|prompt (?:inicial|oculto)',
    send: 'envi(?:a|e|ar)(?!\\p{L})|envia|manda|sube|reenvi|transmit|publica',
    secrets:
      'contrasena|claves?(?!\\p{L})|\\.env|secreto|tokens?(?!\\p{L})|credencial|historial|conversacion|llaves',
    here: 'esta direccion|siguiente direccion|este enlace|aqui(?!\\p{L})',
    hush: 'no (?:se )?(?:lo |le )?(?:digas|menciones|informes|reveles|avises|cuentes|comentes)|sin (?:decir|avisar|informar|mencionar|que .{0,20}sepa|preguntar)|no debe saber',
    user: 'usuari|nadie',
    role: '(?:a partir de ahora|desde ahora|de ahora en adelante).{0,20}(?:eres|actua|seras|ejecuta|responde)|(?:eres ahora|ahora eres) ',
  },
  {
    language: 'pt',
    script: 'latin',
    override:
      'ignor(?:e|a|em|ar)(?!\\p{L})|(?<!nao (?:se )?)esquec(?:a|e|am|er)(?!\\p{L})|desconsider|desobede|nao (?:siga|obedeca|cumpra|leve em conta)|descart(?:e|a)(?!\\p{L})',
    earlier: 'anterior|previ[ao]|acima|tod[oa]s?(?!\\p{L})|ate agora|antes|suas(?!\\p{L})|inicia(?:l|is)',
    orders: 'instruc|regras?(?!\\p{L})|ordens(?!\\p{L})|diretriz|orientac|prompt|restric',
    told: '(?:tudo )?o que.{0,20}(?:disse|dito|ensin|pedi|falar)',
    show: 'mostr|revel|exib|imprim|diga|repita|divulg',
    prompt:
      '(?:prompt|mensagem|instrucoes) (?:do|de|de seu) sistema|instrucoes (?:ocultas|internas|secretas|iniciais)|prompt (?:inicial|oculto)',
    send: 'envi(?:e|a|ar)(?!\\p{L})|mande|encaminh|transmit|publique',
    secrets:
      'senhas?(?!\\p{L})|chaves?(?!\\p{L})|\\.env|segredo|tokens?(?!\\p{L})|credencia|historico|conversa',
    here: 'este endereco|esse endereco|seguinte endereco|este link|aqui(?!\\p{L})',
    hush: 'nao (?:lhe )?(?:diga|mencione|informe|conte|revele|avise)|sem (?:dizer|avisar|informar|mencionar|perguntar|que .{0,20}saiba)|nao (?:deve|pode) saber',
    user: 'usuari|utilizador|ninguem',
    role: '(?:a partir de agora|de agora em diante).{0,20}(?:voce e |es |aja|atue|voce deve)|voce agora e |voce e agora ',
  },
  {
    language: 'it',
    script: 'latin',
    override:
      'ignor(?:a|are|ate|i)(?!\\p{L})|(?<!non )dimentic(?:a|are|ate|hi)(?!\\p{L})|trascur|non (?:seguire|rispettare|considerare|tenere conto)|tralascia|scorda',
    earlier: 'precedent|prima(?!\\p{L})|sopra|tutt[eio](?!\\p{L})|anterior|finora|tue(?!\\p{L})|inizial',
    orders: 'istruzion|regol[ea](?!\\p{L})|ordini(?!\\p{L})|direttiv|indicazion|prompt|restrizion',
    told: '(?:tutto )?(?:cio|quello) che.{0,20}(?:detto|insegnat|chiest)',
    show: 'mostra|rivel|stampa|dimmi|scrivi|ripeti|divulga',
    prompt:
      '(?:prompt|messaggio|istruzioni) (?:di|del) sistema|istruzioni (?:nascoste|interne|segrete|iniziali)',
    send: 'invia|manda|spedisc|inoltra|trasmett|carica',
    secrets: 'password|chiav[ei](?!\\p{L})|\\.env|segret|token|credenzial|cronologia|conversazion',
    here: 'questo indirizzo|seguente indirizzo|questo link|qui(?!\\p{L})',
    hush: 'non (?:dire|dirlo|menzionar|informar|rivelar|avvisar|farne|parlarne)|senza (?:dir|avvisar|informar|chieder|che .{0,20}sappia)|non deve sapere',
    user: 'utent|nessuno',
    role: "(?:da ora in poi|d['’]ora in poi|da adesso).{0,20}(?:sei|agisci|sarai)|ora sei (?:un|il|in)",
  },
  {
    language: 'nl',
    script: 'latin',
    override: 'negeer|vergeet(?! niet)|volg.{0,40} niet|sla.{0,40} over(?!\\p{L})|houd je niet',
    earlier: 'eerder|vorige|bovenstaand|voorgaand|alle(?!\\p{L})|hiervoor|tot nu|jouw|oorspronkelijk',
    orders: 'instructie|regels?(?!\\p{L})|opdracht|aanwijzing|bevel|richtlijn|prompt|opgedragen',
    told: '(?:wat|alles).{0,14}(?:je|jou|u).{0,30}(?:verteld|gezegd|geleerd|opgedragen)',
    show: 'toon|laat|onthul|geef|druk|herhaal',
    prompt: 'systeem-?prompt|systeeminstructie|systeembericht|(?:verborgen|geheime|interne) instructie',
    send: 'stuur|verstuur|verzend|upload',
    secrets: 'wachtwoord|sleutel|\\.env|geheim|token|inloggegeven|gespreksgeschied|id_rsa',
    here: 'dit adres|volgende adres|deze link|hierheen',
    hush: '(?:vertel|zeg|vermeld|meld).{0,40}(?:niet|niets)|zonder .{0,30}(?:te vertellen|te melden|medeweten|te vragen)',
    user: 'gebruiker|niemand',
    role: '(?:vanaf nu|voortaan).{0,20}(?:ben je|handel|antwoord)|je bent nu (?:een|geen)',
  },
  {
    language: 'nordic',
    script: 'latin',
    override:
      'ignorer|glom(?! inte)|glem(?! ikke)|bortse|se bort fra|folj.{0,40} inte|folg.{0,40} ikke|strunta i',
    earlier:
      'tidigare|foregaende|ovan|all[ae](?!\\p{L})|tidligere|forrige|foregaende|ovenfor|din(?:a|e)(?!\\p{L})',
    orders: 'instruktion|instruks|regler?(?!\\p{L})|anvisning|order(?!\\p{L})|prompt|retningslinj|riktlinj',
    show: 'visa?(?!\\p{L})|avslor|skriv|afslor|rop',
    prompt: 'systemprompt|systemmedde|systeminstruk',
    send: 'skicka|send|ladda upp|last opp',
    secrets: 'losenord|nyckl|\\.env|hemlig|token|passord|nokkel|nogle|adgangskode',
    hush: '(?:beratta|sag|namn|fortael|fortell|naevn|nevn).{0,30}(?:inte|ikke)|utan att (?:beratta|fraga)|uten a (?:fortelle|sporre)',
    user: 'anvandar|bruger|bruker',
  },
  {
    language: 'pl',
    script: 'latin',
    override: '(?:z)?ignoruj|(?<!nie )zapomnij|pomin|nie (?:przestrzegaj|stosuj|wykonuj)|zlekcewaz|odrzuc',
    earlier: 'poprzedni|wczesniejsz|powyzsz|wszystki|dotychczasow|wczesniej|wszelki|swoje|pierwotn',
    orders: 'polecen|instrukcj|zasad|regul|wytyczn|rozkaz|prompt|ogranicze',
    told: '(?:wszystko|to),? co.{0,20}(?:powiedzi|mowi|napisa)',
    show: 'pokaz|ujawn|wyswietl|wypisz|podaj|zdradz',
    prompt:
      'prompt systemow|systemow\\p{L}* prompt|komunikat systemow|instrukcj\\p{L}* systemow|(?:ukryt|tajn)\\p{L}* instrukcj',
    send: 'wyslij|przeslij|przekaz|opublikuj',
    secrets: 'hasl|klucz|\\.env|sekret|token|histori|rozmow',
    here: 'ten adres|nastepujacy adres|tutaj',
    hush: 'nie (?:mow|wspominaj|informuj|ujawniaj|zdradzaj|powiadamiaj)|bez (?:wiedzy|informowania|pytania)',
    user: 'uzytkownik|nikomu|nikogo',
    role: 'od teraz.{0,20}(?:jestes|dzialaj|masz)|jestes teraz ',
  },
  {
    language: 'cs-sk',
    script: 'latin',
    override: 'ignoruj|(?<!ne)zapome[nň]|nedbej|neri[dď] se|zabudni',
    earlier: 'predchoz|predchadz|vsechn|vsetk|vyse|drivejsi|dosavadn|tvoje|sve(?!\\p{L})',
    orders: 'pokyn|instrukc|pravidl|prikaz|prompt|omezen',
    show: 'zobraz|ukaz|vypis|prozrad',
    prompt: 'systemov\\p{L}* (?:prompt|zprav|pokyn|instrukc)',
  },
  {
    language: 'ro',
    script: 'latin',
    override: 'ignora(?:ti|)(?!\\p{L})|(?<!nu )uita(?:ti|)(?!\\p{L})|nu (?:urma|respecta)',
    earlier: 'anterioar|precedent|toate(?!\\p{L})|de mai sus|initial',
    orders: 'instructiun|reguli|ordine|prompt|indicati',
    show: 'arata|afiseaza|dezvaluie',
    prompt: '(?:promptul|mesajul|instructiunile) (?:de )?sistem',
  },
  {
    language: 'hu',
    script: 'latin',
    override: 'hagyd figyelmen kivul|hagyja figyelmen kivul|felejtsd el|felejts el|ne kovesd',
    earlier: 'korabbi|elozo|fenti|osszes|minden|eddigi',
    orders: 'utasitas|szabaly|parancs|prompt|iranyelv',
    show: 'mutasd|ird ki|aruld el',
    prompt: 'rendszer(?:prompt|uzenet|utasitas)',
  },
  {
    language: 'fi',
    script: 'latin',
    override: 'ohita|unohda|jata huomiotta|ala (?:noudata|valita)',
    earlier: 'aiemm|aikaisem|edellis|edelta|kaikki|ylla',
    orders: 'ohje|saanto|saanno|kasky|kehot|maarays',
    show: 'nayta|tulosta|paljasta',
    prompt: 'jarjestelma(?:kehot|viesti|ohje)',
  },
  {
    language: 'tr',
    script: 'latin',
    override: 'yok say|gormezden gel|goz ardi et|unut(?!ma)|dikkate alma|uyma(?!\\p{L})|boş ver|bos ver',
    earlier: 'onceki|yukaridaki|tum(?!\\p{L})|butun|daha once|simdiye kadar|eski',
    orders: 'talimat|kural|komut|yonerge|istem|prompt|emir|direktif',
    show: 'goster|yazdir|acikla|ifsa',
    prompt: 'sistem (?:istem|prompt|mesaj|talimat)|gizli talimat',
    send: 'gonder|yukle|ilet(?!\\p{L})|paylas',
    secrets: 'sifre|parola|anahtar|\\.env|token|sohbet|konusma',
    here: 'bu adres|su adres|buraya',
    hush: 'soyleme(?!\\p{L})|bahsetme(?!\\p{L})|bildirme(?!\\p{L})|haber verme(?!\\p{L})|haberi olmadan',
    user: 'kullanici|kimse',
    role: '(?:artik|bundan sonra) (?:sen|bir|siz)',
  },
  {
    language: 'vi',
    script: 'latin',
    override: 'bo qua|(?<!dung )quen|phot lo|khong (?:tuan theo|lam theo)',
    earlier: 'truoc|o tren|tat ca|moi(?!\\p{L})',
    orders: 'huong dan|chi dan|quy tac|menh lenh|chi thi|loi nhac|lenh',
    show: 'in ra|hien thi|tiet lo|cho toi',
    prompt: '(?:loi nhac|prompt|thong bao|chi thi) he thong',
    send: 'gui(?!\\p{L})|tai len',
    secrets: 'mat khau|khoa(?!\\p{L})|\\.env|token|bi mat',
  },
  {
    language: 'id',
    script: 'latin',
    override: 'abaikan|(?<!jangan )lupakan|jangan (?:ikuti|patuhi|hiraukan)|langgar',
    earlier: 'sebelum|di atas|semua|terdahulu|seluruh|awal(?!\\p{L})',
    orders: 'instruksi|perintah|aturan|arahan|prompt|petunjuk|panduan',
    show: 'tampilkan|tunjukkan|ungkap|cetak',
    prompt: '(?:prompt|pesan|instruksi) sistem',
    send: 'kirim|unggah|teruskan',
    secrets: 'kata sandi|kunci|\\.env|token|rahasia|percakapan',
    here: 'alamat ini|tautan ini',
    hush: 'jangan (?:beri tahu|beritahu|sebut|katakan|memberi)|tanpa (?:memberi|sepengetahuan)',
    user: 'pengguna|siapa pun',
  },
  {
    language: 'ru',
    script: CYRILLIC,
    override:
      '(?:про)?игнориру(?:й|я)|(?<!не )забуд(?:ь|ьте)|не (?:следуй|выполняй|обращай внимани|соблюдай)|отмени(?!\\p{L}*л)|пренебрег|отбрось',
    earlier:
      'предыдущ|прежн|ранее|раньше|выше|все(?!\\p{L})|всё|всех(?!\\p{L})|прошл|полученн|изначальн|свои',
    orders: 'инструкц|указани|правил|команд|промпт|директив|ограничени',
    told: '(?:всё|все|то),? что.{0,24}(?:говорил|сказал|сказан|написа|узнал|велел)',
    show: 'покажи|выведи|раскрой|напечата|сообщи|назови|повтори',
    prompt: 'системн\\p{L}* (?:промпт|подсказк|сообщени|инструкц)|(?:скрыт|секретн|внутренн)\\p{L}* инструкц',
    send: 'отправ|пришли|перешли|загрузи|опубликуй',
    secrets: 'парол|ключ|\\.env|секрет|токен|истори|переписк|учетн',
    here: 'сюда|этот адрес|следующий адрес',
    hush: 'не (?:говори|сообщай|упоминай|рассказывай|показывай|предупреждай)|незаметно|без ведома|не должен (?:\\p{L}+ )?знать',
    user: 'пользовател|никому|человек',
    role: '(?:отныне|с этого момента|теперь) (?:ты|вы) ',
  },
  {
    language: 'uk',
    script: CYRILLIC,
    override: '(?:про)?ігнору(?:й|ю)|(?<!не )забуд(?:ь|ьте)|не (?:виконуй|дотримуй|зважай)|відкинь',
    earlier: 'попередн|раніше|вище|усі(?!\\p{L})|всі(?!\\p{L})|минул|початков',
    orders: 'інструкц|вказів|правил|команд|промпт|настанов|наказ',
    show: 'покажи|виведи|розкрий|надрукуй',
    prompt: 'системн\\p{L}* (?:промпт|підказк|повідомлен|інструкц)',
    send: 'надішли|відправ|перешли',
    secrets: 'парол|ключ|\\.env|секрет|токен|історі',
    hush: 'не (?:кажи|повідомляй|згадуй|розповідай)|без відома',
    user: 'користувач|нікому',
  },
  {
    language: 'zh',
    script: HAN,
    override:
      '忽略|无视|無視|(?<!不要|别|別|勿|不)忘[记記]|忘掉|不要(?:遵守|理会|理會|遵循|遵從)|抛开|拋開|绕过|繞過|不必(?:遵守|理会)',
    earlier: '之前|以前|以上|上面|先前|所有|全部|前面|此前|你的|既有|原来|原來|任何',
    orders: '指令|指示|规则|規則|提示|命令|说明|說明|限制|要求|约束|約束|设定|設定',
    told: '(?:之前|以前|前面|上面).{0,8}(?:说|說|告诉|告訴|教)',
    show: '输出|輸出|显示|顯示|打印|告诉|告訴|公开|公開|透露|泄露|洩露|给出|給出|重复|重複',
    prompt:
      '系统提示|系統提示|系统指令|系統指令|系统消息|系統訊息|初始提示|隐藏指令|隱藏指令|内部指令|你的提示词',
    send: '发送|發送|发给|發給|上传|上傳|转发|轉發|提交|发到|傳送',
    secrets: '密钥|密鑰|密码|密碼|令牌|\\.env|凭证|憑證|对话记录|聊天记录|私钥|私鑰',
    here: '这个地址|這個地址|以下地址|这个网址|這個網址|链接',
    hush: '(?:不要|别|別|不得|不能|禁止|请勿|勿|无需|不用).{0,6}(?:告诉|告訴|告知|提及|提到|透露|通知|让|讓)|瞒着|瞞著|悄悄',
    user: '用户|用戶|使用者|任何人',
    role: '(?:从现在起|从现在开始|從現在開始|今后).{0,10}你|你现在是|你現在是',
  },
  {
    language: 'ja',
    script: /[\u3040-\u30ff]/,
    override: '無視|忘れ(?!な|ず|物|も|て(?:い|は))|従わない|従うな|破棄',
    earlier: '以前|前の|これまで|上記|すべて|全て|先ほど|今まで|以上|元の|あなたの|前述|最初の',
    orders: '指示|命令|ルール|規則|プロンプト|制約|設定|ガイドライン|制限|指令',
    show: '表示|出力|教え|公開|見せ|開示|明かし|書き出',
    prompt: 'システム(?:プロンプト|メッセージ|指示)|初期(?:指示|プロンプト)|(?:隠された|内部の?|秘密の)指示',
    send: '送信|送っ|送り|送る|アップロード|転送|投稿',
    secrets: 'パスワード|鍵|キー|\\.env|秘密|トークン|会話履歴|認証情報',
    here: 'この(?:アドレス|宛先|リンク)|次の(?:アドレス|宛先)|以下の',
    hush: '(?:伝え|知らせ|言わ|言及し|教え|報告し|話さ|気づか|気付か|見せ).{0,4}(?:ない|ず|な)|内緒|黙って|こっそり',
    user: 'ユーザ|利用者|誰にも',
    role: '(?:これから|今から|以降).{0,12}(?:あなたは|として)|あなたは今|として振る舞',
  },
  {
    language: 'ko',
    script: /[\uac00-\ud7af]/,
    override: '무시|잊(?!지|혀)|따르지 ?(?:마|말|않)',
    earlier: '이전|위의|위에|지금까지|모든|모두|앞의|앞선|기존|상기|원래',
    orders: '지시|명령|규칙|프롬프트|지침|제한|설정',
    show: '출력|보여|공개|알려|표시|말해',
    prompt: '시스템 ?(?:프롬프트|메시지|지시|지침)|(?:숨겨진|초기|내부) ?(?:지시|프롬프트)',
    send: '보내|전송|업로드|전달',
    secrets: '비밀번호|비밀 ?키|키를|\\.env|토큰|자격 ?증명|대화 ?(?:기록|내용)|암호',
    here: '이 (?:주소|링크)|다음 주소|여기로',
    hush: '(?:알리지|말하지|언급하지|알려주지|보고하지|얘기하지).{0,4}(?:마|말|않)|몰래|모르게',
    user: '사용자|유저|아무에게',
    role: '(?:지금부터|이제부터).{0,14}(?:너는|당신은)|당신은 이제|너는 이제',
  },
  {
    language: 'ar',
    script: /[\u0600-\u06ff]/,
    override: 'تجاهل|انس(?!\\p{L})|انسى|لا تتبع|لا تلتزم|أهمل',
    earlier: 'السابق|أعلاه|جميع|كل |قبل|المذكور|الأصلي|كافة',
    orders: 'التعليمات|تعليمات|القواعد|الأوامر|التوجيهات|القيود|الإرشادات|توجيهات|أوامر',
    show: 'اعرض|أظهر|اطبع|اكشف|أخبرني|اظهر',
    prompt: '(?:موجه|رسالة|تعليمات|مطالبة) النظام|التعليمات (?:المخفية|السرية)',
    send: 'أرسل|ارفع|انشر|ارسل',
    secrets: 'كلمة المرور|كلمات المرور|المفاتيح|مفتاح|\\.env|الأسرار|الرمز|المحادثة',
    here: 'هذا العنوان|هذا الرابط|العنوان التالي',
    hush: 'لا (?:تخبر|تذكر|تقل|تكشف)|دون (?:علم|إخبار)',
    user: 'المستخدم|أحد',
    role: 'من الآن.{0,20}(?:أنت|تصرف)|أنت الآن',
  },
  {
    language: 'fa',
    script: /[\u0600-\u06ff]/,
    override: 'نادیده بگیر|فراموش کن|پیروی نکن',
    earlier: 'قبلی|پیشین|بالا|همه|تمام',
    orders: 'دستورالعمل|دستورات|دستور|قوانین|راهنما',
    show: 'نشان بده|نمایش بده|چاپ کن|فاش کن',
    prompt: '(?:پرامپت|پیام|دستور) سیستم',
  },
  {
    language: 'he',
    script: /[\u0590-\u05ff]/,
    override: 'התעלם|התעלמי|שכח|אל תציית',
    earlier: 'הקודמ|קודמ|כל |לעיל|המקורי',
    orders: 'הוראות|ההוראות|הנחיות|ההנחיות|כללים|הכללים|פקודות',
    show: 'הצג|הדפס|חשוף|גלה',
    prompt: '(?:הודעת|הנחיית|פרומפט) ה?מערכת',
  },
  {
    language: 'hi',
    script: /[\u0900-\u097f]/,
    override: 'अनदेखा|नज़रअंदाज़|नजरअंदाज|उपेक्षा|भूल जा|अनसुना',
    earlier: 'पिछले|पिछली|पहले|उपरोक्त|ऊपर|सभी|सारे|पूर्व',
    orders: 'निर्देश|नियम|आदेश|प्रॉम्प्ट|अनुदेश',
    show: 'दिखा|बता|प्रकट|प्रिंट|छाप',
    prompt: 'सिस्टम (?:प्रॉम्प्ट|संदेश|निर्देश)|छिपे (?:हुए )?निर्देश',
    send: 'भेज|अपलोड|साझा',
    secrets: 'पासवर्ड|कुंजी|\\.env|गुप्त|टोकन|बातचीत',
    here: 'इस (?:पते|लिंक)|यहाँ',
    hush: '(?:मत|न|नहीं) (?:बता|कह|उल्लेख)|बिना बताए|पता न',
    user: 'उपयोगकर्ता|यूज़र|किसी',
    role: 'अब (?:से )?(?:तुम|आप) ',
  },
  {
    language: 'el',
    script: /[\u0370-\u03ff]/,
    override: 'αγνόησ|αγνοήσ|ξέχασ|ξεχάσ|μην ακολουθ',
    earlier: 'προηγούμεν|παραπάνω|όλες|όλα|όλους|αρχικ',
    orders: 'οδηγί|εντολ|κανόν|κανόνες|περιορισμ',
    show: 'δείξε|εμφάνισε|αποκάλυψε|τύπωσε',
    prompt: '(?:προτροπή|μήνυμα|οδηγίες) (?:του )?συστήματος',
  },
  {
    language: 'th',
    script: /[\u0e00-\u0e7f]/,
    override: 'เพิกเฉย|ละเว้น|ลืม|ไม่ต้องสนใจ|ละเลย',
    earlier: 'ก่อนหน้า|ทั้งหมด|ข้างต้น|เดิม',
    orders: 'คำสั่ง|คำแนะนำ|กฎ|ข้อกำหนด',
    show: 'แสดง|พิมพ์|เปิดเผย',
    prompt: 'พรอมต์ระบบ|ข้อความระบบ|คำสั่งระบบ',
  },
];
