/** Shapes by which data leaves inside text: pictures and links that carry it, code that posts it. */
export const EXFILTRATION_MARKS: readonly { readonly finding: string; readonly pattern: RegExp }[] = [
  {
    finding: 'exfiltration-image',
    pattern:
      /!\[[^\]\n]{0,200}\]\(\s{0,4}<?https?:\/\/[^\s)]{1,300}?(?:\{\{?|%7b|<|\[)[\w .-]{1,60}(?:\}|%7d|>|\])/i,
  },
  {
    finding: 'exfiltration-image',
    pattern:
      /(?:!\[[^\]\n]{0,200}\]\(|<img[^>]{0,200}\bsrc\s{0,3}=\s{0,3}["']?)https?:\/\/[^\s)"'>]{1,300}[?&](?:data|d|q|secret|token|key|leak|exfil|payload|c|cookie|content|text|info|s)=[^\s)"'>&]{24,2048}/i,
  },
  {
    finding: 'exfiltration-code',
    pattern:
      /(?:fetch|axios(?:\.post)?|requests\.(?:post|put|get)|urlopen|http\.request|XMLHttpRequest|sendBeacon|curl|wget|Invoke-WebRequest|Invoke-RestMethod|nc)\b[^\n]{0,240}(?:process\.env\b(?!\.[A-Z_]{0,40}(?:URL|HOST|PORT|ENDPOINT)\b)|os\.environ\b|document\.cookie|localStorage|\.ssh\/|id_rsa|\.aws\/credentials|\/etc\/(?:passwd|shadow)|\.env\b(?!\.)|printenv|keychain)/,
  },
  {
    finding: 'exfiltration-code',
    pattern:
      /(?:document\.cookie|localStorage\.getItem|JSON\.stringify\(process\.env\)|dict\(os\.environ\)|json\.dumps\(dict\(os\.environ|open\(["'][^"'\n]{0,80}(?:id_rsa|\.env|credentials|shadow)["'])[^\n]{0,200}\n?[^\n]{0,200}(?:fetch\(|requests\.|urlopen|sendBeacon|https?:\/\/)/,
  },
  {
    finding: 'reverse-shell',
    pattern:
      /\/dev\/(?:tcp|udp)\/[\w.$-]{1,80}\/[\d$]|\b(?:nc|ncat|netcat)\b[^\n]{0,60}\s-[a-z]{0,4}[ec]\s{1,4}\S{0,20}(?:sh|cmd|powershell)|socket\.socket\([^\n]{0,400}(?:dup2|subprocess|pty\.spawn)|\bmkfifo\b[^\n]{0,120}\bnc(?:at)?\b/,
  },
  {
    finding: 'download-to-interpreter',
    pattern:
      /\b(?:curl|wget)\b[^\n|;]{0,240}\|\s{0,4}(?:sudo\s{1,4}(?:-\w{1,8}\s{1,4}){0,3})?(?:\/?(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh\b|\b(?:iex|invoke-expression)\b[^\n]{0,80}(?:downloadstring|iwr|invoke-webrequest|net\.webclient)|(?:eval|exec)\s{0,3}\(\s{0,3}(?:base64\.b64decode|atob|Buffer\.from|requests\.get|urlopen)/i,
  },
];
