/**
 * What the leaked lists are full of, as far as it reaches our minimum length. Offline on purpose: a password is sent to nobody.
 * `STEMS` are refused with any decoration of digits, signs and repetition; `COMMON` as they are.
 */
export const STEMS: ReadonlySet<string> = new Set(
  `abcabcabc abcdef abcdefg abcdefghijkl abcdefghijklm abracadabra access admin administrator adminpassword alexander
   alexandra amanda ambassador america andrew android angel angels apple arsenal asdfgh asdfghjkl ashley asshole
   australia autumn azerty azertyuiop barcelona baseball basketball batman bayern berlin besiktas biteme blessed
   bonjour butterfly canada changeme charlie cheese chelsea chocolate christ christian computer contrasena cookie
   correcthorsebatterystaple corvette daniel daniela default demo deutschland diamond dolphin dortmund dragon
   elizabeth espana facebook family fanfare february fenerbahce ferrari flower football forever freedom freitag
   friends fruehling fuckyou galatasaray geheim germany ginger godisgood godislove golden golfer google guest hallo
   hamburg harley harrypotter haslo heaven hellokitty helloworld herbst hockey homersimpson hunter ichliebedich
   ilovejesus ilovemyfamily iloveyou iloveyouforever internet iphone italia january jasmine jennifer jessica jesus
   jesuschrist jetaime jordan joshua juventus kennwort killer letmein letmeinplease liverpool login london lovely
   loveme loveyou manchester manchesterunited master matthew maytheforcebewithyou melanie mercedes michael michelle
   microsoft minecraft monday monkey motdepasse mother muenchen mustang mypassword newpassword newsletter newyork
   nicole nothing oldpassword onceuponatime opensesame orange password passwort pepper pokemon polska porsche portugal
   princess purple qwerty qwertyuiop qwertz qwertzuiop rainbow ranger realmadrid root rootpassword sabrina samantha
   samsung schalke schatz schatzi scoobydoo sebastian secret senha shadow silver soccer sommer sonntag spiderman
   spongebob spring starwars stephanie summer sunshine superman supersecret teamo temporary tennis test tester testing
   thisismypassword thomas tinkerbell tobeornottobe topsecret user warszawa welcome whatever willkommen windows winter
   winteriscoming yamaha yellow yourpassword youtube yxcvbnm zxcvbnm`.split(/\s+/),
);

export const COMMON: ReadonlySet<string> = new Set(
  `!@#$%^&*()_+ !qaz2wsx#edc !qaz@wsx#edc !qazxsw2#edc 010203040506 012345678901 0123456789012 012345678910 098765432109
   0987654321098 0p9o8i7u6y5t 100200300400 101010101010 102938475600 1029384756ab 111222333444 112233445566
   112358132134 121212121212 123123123123 1234!@#$qwer 123454321234 123456!@#$%^ 123456123456 123456789012
   1234567890123 12345678901234 1234567890qw 123456789123 123456qwerty 12345qwert12345 12345qwertasdfg 1234qwerasdf
   1234qwerasdfzxcv 123qweasdzxc 135791357913 135792468013 147258369147 147852369147 159753456852 161803398874
   19901990199 1a2b3c4d5e6f 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6z 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc
   1qazxsw23edcvfr4 20002000200 20202020abcd 20252025202 246813579024 271828182845 314159265358 3141592653589
   369258147000 654321654321 666666777777 741852963741 777888999000 789456123000 789456123789 852456852456
   951753852456 963852741000 987654321000 987654321987 a1b2c3d4e5f6 aaaabbbbcccc aabbccddeeff abc123abc123
   abcd12345678 abcd1234abcd abcdefgh1234 abcdefghijkl abcdefghijklmnop access123456 admin1234567 admin123admin
   adminadminadmin administrator1 asd123asd123 asdf1234asdf asdfasdfasdf asdfghjkl123 asdfghjkl;' azerty123456
   azertyuiop12 barcelona123 baseball1234 butterfly123 changemenow1 chocolate123 computer1234 dragon123456
   drowssapdrowssap facebook1234 ferrari12345 flower123456 football1234 freedom12345 fuckyou12345 geheimgeheim
   google123456 hallo1234567 hallohallo12 iloveu123456 iloveyou1234 iloveyou12345 internet1234 jordan232323
   letmein12345 letmeinletmein liverpool123 lkjhgfdsapoi manchester123 master123456 mercedes1234 michael12345
   minecraft123 mnbvcxzlkjhg monkey123456 mustang12345 p0o9i8u7y6t5 p@ssw0rd1234 p@ssword1234 pa$$word1234
   pa55word1234 passw0rd1234 password12345678 passwordpassword passwort1234 passwort12345 poiuytrewq12 poiuytrewqlk
   pokemon12345 princess1234 q1w2e3r4t5y6 q1w2e3r4t5y6u7 qazwsxedcrfv qazwsxedcrfvtgb qwe123qwe123 qweasd123456
   qweasdzxc123 qwer1234asdf qwerasdfzxcv qwerty!@#$%^ qwerty123456 qwerty1234567 qwertyuiop12 qwertyuiop123
   qwertyuiop[] qwertyuiopasdf qwertyuiopasdfgh qwertz123456 qwertzuiop12 qwertzuiopue rootrootroot samsung12345
   schalke04schalke shadow123456 starwars1234 summer2024!! summer2025!! summer2026!! sunshine1234 superman1234
   test12345678 testing12345 testtesttest trustno1trustno1 welcome12345 welcome2024! welcome2025! welcome2026!
   whatever1234 winter2024!! winter2025!! winter2026!! yxcvbnm12345 zaq12wsxcde3 zaq12wsxzaq1 zaq1zaq1zaq1 zxcvbnm,./
   zxcvbnm12345 zxcvbnmasdfghjkl`.split(/\s+/),
);
