# マイ アプリ: 使っているアプリケーションと、それができることを確認するページ。

myapps-title = マイ アプリ
myapps-what = このアカウントで使っているアプリケーションと、それができることです。
myapps-applications = アプリケーション
myapps-none = アプリケーションはまだありません
    .next = アプリケーションにサインインするか、アクセスを許可するか、割り当てられると、ここに表示されます。
myapps-allowed-you = ご自分で許可
myapps-allowed-administrator = 管理者が許可
myapps-allowed-both = ご自分と管理者が許可
myapps-allowed-nobody = 現在許可されているものはありません
myapps-used-on = 最終使用日: { $date }
myapps-unused = まだ使っていません

# アカウント
myapps-account = アカウント
myapps-sign-out = サインアウト
myapps-sign-out-everywhere = すべてサインアウト

# アプリケーション
myapps-last-used = 最終使用日
myapps-homepage = ホームページ
myapps-outside = 別のサイトに移動します
myapps-own = ご自分で許可した内容
myapps-own-since = { $date } から。ご自分で同意しました。
myapps-take-back = 取り消す
myapps-take-back-now = { $app } は、これらのアクセス許可を直ちに失い、数秒以内にサインアウトされます。
myapps-take-back-rest = 管理者が全員に許可した内容は残るため、その範囲で使い続けられます。
myapps-take-back-later = 次のサインインの際に、もう一度確認されます。ご自分で決められない組織では、管理者の承認が必要になります。
myapps-take-back-kept = すでに取り込まれたメールは、デバイスで削除するまで残ります。
myapps-everybody = 管理者が全員に許可した内容
myapps-everybody-since = { $date } から。{ $tenant } の管理者が、組織の全員に許可しました。
myapps-everybody-who = ご自分では取り消せません。取り消せるのは、次のいずれかのロールを持つ { $tenant } の管理者です: グローバル管理者、アプリケーション管理者、クラウド アプリケーション管理者。
myapps-nothing = このアプリケーションには、ご自分からも管理者からも、現在何も許可されていません。次のサインインの際に確認されます。

# 前の操作の結果
myapps-done-taken-back = 取り消しました。次のサインインの際に、もう一度確認されます。
myapps-done-taken-back-rest = 取り消しました。管理者が全員に許可した内容は残ります。

# すべてサインアウト
myapps-everywhere-title = すべてサインアウトしますか?
myapps-everywhere-browsers = このブラウザーを含む、すべてのブラウザーからサインアウトします。
myapps-everywhere-apps = 電話やタブレットを含む、すべてのアプリケーションが数秒以内にサインアウトされます。使い続けるには、それぞれでもう一度サインインします。
myapps-everywhere-basic = パスワードを保存しているメール プログラムは、そのパスワードで再びサインインします。ほかの人にパスワードを知られた可能性がある場合は、パスワードも変更してもらってください。
myapps-everywhere-kept = 許可した内容と、デバイスにすでに取り込まれたメールは残ります。
myapps-everywhere-back = マイ アプリに戻る
myapps-everywhere-done = すべてサインアウトしました
myapps-everywhere-done-what = { $account } は、すべてのブラウザーとアプリケーションからサインアウトしました。使い続ける場所で、もう一度サインインしてください。
myapps-sign-in-again = もう一度サインイン

# 表示または実行できなかったこと
myapps-lost = ご自分のアプリケーションではありません
    .what = アドレスが正しくないか、アプリケーションが削除されたか、まだ使っていません。
myapps-old = ページが古くなりました
    .what = 何も変更されていません。ページを開き直して、操作を繰り返してください。

# デバイスとセッション
sessions-title = デバイスとセッション
sessions-what = このアカウントでサインインしている場所です。心当たりのないものは終了し、他の人に知られた可能性がある場合はパスワードを変更してください。
sessions-browsers = ブラウザー
sessions-apps = アプリ
sessions-no-apps = サインインを保持しているアプリはありません。
sessions-here = このブラウザー
sessions-on = デバイス
sessions-address = ネットワークアドレス
sessions-since = サインイン日時
sessions-kept = サインインを保持
sessions-end = ここからサインアウトする
sessions-device = { $system } の { $program }
sessions-device-program = { $program }
sessions-device-unknown = 不明なデバイス
myapps-done-session-ended = サインアウトしました。アプリには数秒以内に反映されます。
