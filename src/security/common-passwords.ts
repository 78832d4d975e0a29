/** The most frequent entries of leaked password lists that have at least eight characters, in lower case. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `00000000 11111111 12341234 12344321 123123123 1234512345 12345678 123456789 1234567890 12345678910 1234qwer
  123qwe123 147258369 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 22222222 55555555 66666666 77777777 87654321
  88888888 987654321 9876543210 99999999 a1b2c3d4 a1234567 aa123456 aa12345678 abcdefgh abcdefg1 administrator
  alexander asdasdasd asdf1234 asdfasdf asdfghjk asdfghjkl babygirl basketball bismillah blink182 caroline
  charlotte christian christopher cristina danielle dragon123 elizabeth estrella everton1 football1 garfield
  gabriela guitar123 iloveyou iloveyou1 iloveyou2 isabella jennifer jonathan justinbieber liverpool liverpool1
  lovelove loveyou1 manchester margarita marseille maverick mercedes metallica michael1 michelle monkey123
  mustang1 nicholas nothing1 parola123 passwort passwort1 password password1 patricia pokemon1 princess1
  q1w2e3r4 q1w2e3r4t5 qazwsxedc qwer1234 qwerasdf qwert123 qwerty12 qwerty123 qwerty1234 qwertyui qwertyuiop
  qwertz123 qwertzui rainbow1 samantha santiago scooby12 scorpion september shadow12 snickers spiderman
  starwars starwars1 steelers sunshine1 superman1 tinkerbell valentina veronica victoria vkontakte william1
  willow12 yankees1 zaq12wsx zaq1zaq1 zxcvbnm1 zxcvbnm123 zxcvbnm,`.split(/\s+/),
);

/** Whether the password is one of those that attackers try first. Ignores case. */
export function isCommonPassword(password: string): boolean {
  return COMMON_PASSWORDS.has(password.toLowerCase());
}
