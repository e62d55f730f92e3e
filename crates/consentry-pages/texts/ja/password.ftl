# パスワード: 忘れた場合、ご自分での変更、そのメール。

# パスワードを忘れた場合
sign-in-forgot = パスワードをお忘れですか?
forgot-title = パスワードをお忘れですか?
forgot-lead = アカウント名を入力してください。別のメールアドレスが登録されていれば、新しいパスワードを設定するリンクをそこへ送ります。
forgot-button = リンクを送る
forgot-sent-title = メールをご確認ください
forgot-sent-what = このアカウントが存在し、別のメールアドレスが登録されている場合、リンク付きのメールをそこへお送りします。リンクは { $minutes } 分間、一度だけ有効です。
forgot-sent-help = 数分たってもメールが届かない場合は、迷惑メールのフォルダーを確認するか、管理者にワンタイム パスワードを依頼してください。
forgot-again = もう一度送る
reset-title = 新しいパスワードの設定
reset-lead = メールのリンクから新しいパスワードを設定できます。その後、すべてのブラウザー、電話、プログラムで再びサインインが必要になります。
reset-button = 新しいパスワードを保存
reset-done-title = 新しいパスワードを保存しました
reset-done-what = 新しいパスワードでサインインできます。サインインしていたすべてのブラウザー、電話、プログラムで入力を求められます。
reset-over-title = このリンクは無効です
reset-over-what = すでに使用されたか、新しいリンクに置き換えられたか、{ $minutes } 分を過ぎています。何も変更されていません。
change-problem-name = 新しいパスワードにお名前またはアカウント名が含まれています。含まないものにしてください。

# メール
password-mail-link = 新しいパスワードを設定する
password-mail-link-subject = 新しいパスワードの設定
password-mail-link-title = 新しいパスワードの設定
password-mail-link-what = { $account } の新しいパスワードが求められました。ご本人の場合は、{ $minutes } 分以内にリンクを開いてください。一度だけ有効です。
password-mail-link-next = リンクはページを開くだけです。そこで別のパスワードを設定するまで、現在のパスワードは変わりません。お心当たりがない場合は、何もする必要はありません。
password-mail-link-why = このアドレスが { $tenant } のアカウントに登録されているため、お送りしています。返信は読まれません。
password-mail-changed-subject = パスワードが変更されました
password-mail-changed-title = パスワードが変更されました
password-mail-changed-what = { $account } のパスワードが { $date } にメールのリンクから変更されました。すべてのブラウザー、電話、プログラムで再びサインインが必要です。
password-mail-changed-next = ご本人でない場合は、すぐに管理者へお知らせください。誰かがあなたのメールを読んでいます。
password-mail-changed-why = このアドレスが { $tenant } のアカウントに登録されているため、お送りしています。返信は読まれません。

# マイ アプリ
myapps-password = パスワードを変更
myapps-password-title = パスワードの変更
myapps-password-effect = その後、ほかのすべてのブラウザー、電話、プログラムで再びサインインが必要になります。このブラウザーはサインインしたままです。
myapps-password-save = 新しいパスワードを保存
myapps-done-password = 新しいパスワードを保存しました。ほかではすべて、次の要求で入力を求められます。
myapps-other-mail = 別のメールアドレス
myapps-other-mail-why = パスワードを忘れた場合、新しいパスワードを設定するリンクをこのアドレスへ送ります。このアカウントなしで読めるものを使ってください。不要な場合は空のままにします。
myapps-other-mail-save = アドレスを保存
myapps-other-mail-invalid = メールアドレスではありません。adele@home.example のように入力してください。
myapps-other-mail-password = 現在のパスワード
myapps-done-other-mail = アドレスを保存しました。

# 管理センター
admin-place-users = ユーザー
admin-users-title = ユーザー
admin-users-search = 名前、サインイン名、またはアドレス
admin-users-none = 該当するユーザーはいません。
admin-user-name = 名前
admin-user-upn = サインイン名
admin-user-state = サインイン
admin-user-enabled = 許可
admin-user-disabled = 無効
admin-user-roles = ロール
admin-user-no-roles = なし
admin-user-other-mail = 別のメールアドレス
admin-user-none = なし
admin-user-password = パスワード
admin-user-password-current = 本人が設定
admin-user-password-one-time = ワンタイム: 次のサインインで変更が必要
admin-user-password-since = 設定日時
admin-user-made = 作成日時
admin-user-enable = サインインを許可する
admin-user-enable-what = サインインし直すと、アプリケーション、電話、プログラムが再び使えます。
admin-user-disable = アカウントを無効にする
admin-user-disable-what = 次の要求から、すべてのアプリケーション、電話、プログラムでこの人の要求が拒否されます。
admin-user-reset = ワンタイム パスワードを発行する
admin-user-reset-what = 一度だけ表示されます。サインイン済みのものはサインアウトされ、次のサインインでパスワードの設定が必要になります。
admin-user-sign-out = すべてサインアウト
admin-user-sign-out-what = ブラウザー、電話、プログラムで再びサインインが必要になります。パスワードと同意は残ります。
admin-user-may-not = あなたのロールではこのアカウントを変更できません。
admin-reset-title = ワンタイム パスワード
admin-reset-what = { $account } 用です。表示されるのはこの一度だけです。直接または電話で伝えてください。
admin-reset-back = ユーザーに戻る
admin-done-user-enabled = この人は再びサインインできます。
admin-done-user-disabled = アカウントは次の要求から無効です。
admin-done-user-signed-out = この人はすべてサインアウトされました。
