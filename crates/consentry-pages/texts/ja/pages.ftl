# サインインに関するページ。プレースホルダーは外部から来る名前なので、文法に頼らないこと。

# 共通
button-sign-in = サインイン
button-cancel = キャンセル
button-continue = 続行
button-accept = 承諾
button-change = パスワードを変更
button-other-account = 別のアカウントを使用
button-again = もう一度試す
button-leave = アプリケーションに戻る
button-look-up = 調べる
field-username = アカウント名
field-password = パスワード
sign-in-keep = サインインしたままにする
sign-in-keep-why = 自分だけが使うデバイスでのみ選んでください。
signed-in-as = サインイン中: { $account }
some-app = このアプリケーション
some-tenant = 所属組織
some-account = お使いのアカウント
copy = この情報をコピー
copied = コピーしました
support-label = サポート用の情報
support-code = コード
support-correlation = 相関 ID
support-trace = トレース ID
support-time = 時刻

# 要求しているアプリケーション
app-box-label = アプリケーション
publisher-verified = 確認済みの発行元: { $publisher }
publisher-not-verified = 発行元は未確認です
returns-to-site = 戻り先: { $address }
returns-to-device = 戻り先: このデバイスのアプリ ({ $address })
returns-nowhere = このサイトにとどまります
homepage = ホームページ: { $address }
known-not-yet = { $tenant } では、まだ誰も利用していません
known-since = { $count ->
        [0] { $tenant } には { $date } からありますが、現在の利用者はいません
       *[other] { $tenant } では { $date } から使われており、利用者は { $count } 人です
    }
warning-looks-like = 名前が { $name } に似ています。{ $name } は確認済みの発行元のものです。このアプリケーションで間違いないか、ご確認ください。
warning-young = 登録は { $date } と新しく、発行元は未確認です。作成元に心当たりがあるか、ご確認ください。

# サインイン
sign-in-title = サインイン
sign-in-to = { $app } に進みます
sign-in-admin-title = 管理者としてサインイン
sign-in-admin-why = { $app } は、組織の管理者だけが承諾できるアクセス許可を求めています。
problem-wrong-password = アカウント名またはパスワードが正しくありません。確認して、もう一度お試しください。
problem-unknown-account = この名前のアカウントはありません。つづりをご確認ください。
problem-locked = 試行回数が多すぎるため、アカウントは一時的にロックされています。数分待ってから、もう一度お試しください。
problem-held-off = お使いのネットワークから、誤ったパスワードによるサインインが多数ありました。15 分ほど待ってから、もう一度お試しください。
problem-incomplete = アカウント名とパスワードを入力してください。
problem-session-ended = 続けるには、パスワードをもう一度入力してください。

# アカウントの選択
picker-title = アカウントを選択
picker-live = サインイン済み
picker-ended = サインアウト済み

# パスワードの変更
change-title = 新しいパスワードの設定
change-why = 現在のパスワードは一度限りのもの、または期限切れです。続けるには、ご自分のパスワードを設定してください。
change-for = アカウント: { $account }
field-present-password = 現在のパスワード
field-new-password = 新しいパスワード
field-repeat-password = 新しいパスワード (確認)
rule-length = { $minimum } 文字以上
rule-different = 現在のパスワードとは異なるもの
rule-guessable = アカウント名を含まず、広く使われていないもの
rule-free = 空白を含む任意の文字が使えます。文章でもかまいません
change-problem-wrong-password = 現在のパスワードが正しくありません。
change-problem-not-repeated = 新しいパスワードが一致しません。同じものを 2 回入力してください。
change-problem-held = 誤ったパスワードが何度も入力されました。しばらく待ってから、もう一度お試しください。
change-problem-too-short = 新しいパスワードが短すぎます。{ $minimum } 文字以上にしてください。
change-problem-too-long = 新しいパスワードが長すぎます。256 バイト以内にしてください。
change-problem-unchanged = 新しいパスワードが現在のものと同じです。別のものにしてください。
change-problem-guessable = 新しいパスワードは推測されやすいものです。アカウント名を含まず、他の人が使わないものにしてください。

# サインアウト
sign-out-title = サインアウトしますか
sign-out-account = { $account } はこのブラウザーにサインインしています。
sign-out-all = このブラウザーのすべてのアカウントをサインアウトします。
sign-out-what = ここと、ここから開いたアプリからサインアウトします。デバイス上のメールやその他のアプリはサインインしたままです。
button-sign-out = サインアウト
signed-out-telling = サインアウトしたことをアプリに知らせています
signed-out-title = サインアウトしました
signed-out-account = { $account } はこのサイトからサインアウトしました。
signed-out-nobody = 現在、ここにサインインしているアカウントはありません。
signed-out-browser = 他の人も使うコンピューターでは、ブラウザーのウィンドウもすべて閉じてください。

# 同意
consent-title = 要求されているアクセス許可
consent-would-like = { $app } が求めていること:
consent-on-behalf = 組織の代理として同意する
consent-on-behalf-why = { $tenant } の全員が、確認なしでこのアプリケーションを使えるようになり、アプリケーションは全員についてこれらのアクセス許可を得ます。自分だけが承諾する場合は、チェックを入れないでください。
consent-meaning = このアプリケーションを信頼できる場合にのみ承諾してください。同意はいつでも取り消せます。
organization-subtitle = 組織として承諾
organization-effect = 承諾すると、このアプリケーションは { $tenant } の全員についてこれらのアクセス許可を得ます。以後、利用者に確認は表示されません。
organization-replaces = これまで組織として承諾した内容は置き換えられます。利用者が個別に承諾した内容は残ります。

# 管理者の承認が必要
need-admin-title = 管理者の承認が必要
need-admin-ask = 使用する前に、管理者に許可を依頼してください。
need-admin-needs = 必要とするもの
need-admin-who-title = 承認できる人
need-admin-who = { $tenant } のグローバル管理者、アプリケーション管理者、またはクラウド アプリケーション管理者です。アプリケーションの名前と下のコードを伝えてください。
need-admin-have-account = 管理者アカウントをお持ちですか?
need-admin-sign-in = 管理者としてサインイン
need-admin-return = 同意せずにアプリケーションに戻る

# 戻ることの確認
confirm-title = { $app } に進みますか?
confirm-what = すでにサインインしています。{ $app } は、以前の同意のとおり { $account } としてアクセスします。
confirm-why = このサインインを、たった今ご自分でアプリから始めた場合にのみ続行してください。

# 管理者の同意の後
done-title = 同意を記録しました
done-what = { $app } は { $tenant } の全員について、次のアクセス許可を得ました。
done-next-title = この後のこと
done-next = 利用者は、確認なしでこのアプリケーションにサインインできます。待っていた人は、もう一度試すだけです。このページは閉じてかまいません。
done-undo = 管理者は、この同意をいつでも取り消せます。
done-harmless = お使いのリンクの戻り先は、このアプリケーションに登録されていないため、そこには何も送信していません。コード AADSTS{ $code } はそのことを示すもので、無視してかまいません。

# フォームによる応答
form-post-title = お待ちください
form-post-what = { $app } に戻ります。画面が変わらない場合は、[続行] を選んでください。

# エラー
error-help-title = できること
error-who-title = 変更できる人
who-you = ご自分で対処できます。
who-administrator = { $tenant } の管理者です。
who-developer = { $app } の開発者、または設定した管理者です。
who-operator = このサーバーの運用担当者です。

# エラーの検索
lookup-title = エラー コードを調べる
lookup-field = コードまたはメッセージ
lookup-means = 意味
lookup-older = 古い文書での意味
lookup-unknown = { $asked } に当てはまる項目はありません。AADSTS に続く数字をご確認ください。
lookup-all = すべてのコード

# デモ ページ
demo-what = このサーバーにサインインする、小さなシングルページ アプリケーションです。
demo-result = 結果
demo-nothing = まだありません
demo-no-script = シングルページ アプリケーションなので、JavaScript が必要です。

# デバイス用のページ
device-title = コードを入力
device-lead = デバイスまたはアプリに表示されているコードを入力してください。他の人から送られたコードは入力しないでください。
device-field = コード
device-problem-unknown = このコードを待っているデバイスはありません。確認してもう一度入力してください。
device-problem-used = このコードはすでに使用されています。デバイスで最初からやり直してください。
device-problem-expired = このコードの有効期限が切れています。デバイスで最初からやり直してください。
device-problem-empty = コードを入力してください。
device-problem-blocked = 間違ったコードが多すぎます。15 分待ってから、もう一度お試しください。
device-confirm-title = { $app } のためにサインインしますか?
device-confirm-what = コードを表示しているデバイスまたはアプリが、あなたとして動作するようになります。要求元のアドレスは { $address } です。
device-confirm-why = ご自分で今開始した場合にのみ続行してください。メール、チャット、電話で誰かからコードを受け取った場合は、キャンセルしてください。その人があなたのアカウントに入れるようになります。
device-done-title = サインインしました
device-done-what = デバイスの { $app } は自動的に続行します。このウィンドウを閉じてもかまいません。
device-declined-title = デバイスには何も渡されませんでした
device-declined-what = { $app } はサインインしていません。このウィンドウを閉じてもかまいません。
device-message = サインインするには、ブラウザーで { $address } を開き、コード { $code } を入力してください。
