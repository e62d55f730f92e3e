# 管理者の同意の依頼と、管理者が必要な理由。

why-admin-always = { $app } は、{ $tenant } の管理者だけが許可できるアクセス許可を必要としています。
why-admin-policy = { $app } が求めるアクセス許可は、{ $tenant } の規則により、ご自分では許可できません。
why-admin-risk = { $app } には危険の兆しがあります。そのため、求められている内容は { $tenant } の管理者だけが許可できます。
why-admin-risk-beware = このアプリケーションに心当たりがあり、ご自分で始めた場合にのみ続行してください。

# 承認が必要
approval-title = 承認が必要
approval-reason = 理由
approval-reason-note = 必須です。レビュー担当者が読みます。{ $most } 文字以内で入力してください。
approval-left = 残り文字数:
approval-who = { $count ->
       *[other] { $tenant } のレビュー担当者が { $count } 日以内に判断します。結果はメールでお知らせします。
    }
button-request = 承認を依頼
approval-leave = 依頼せずにアプリケーションに戻る
approval-administrator = そのアカウントでサインイン
approval-problem-missing = このアプリケーションが必要な理由を入力してください。依頼には理由が必要です。
approval-problem-too-long = 理由が長すぎます。{ $most } 文字以内にしてください。
approval-problem-character = 理由に、表示できない文字があります。下の欄で � になっている箇所を、削除するか書き直してください。
approval-problem-too-many = 1 時間のうちに複数の依頼を送信しています。1 時間ほど待ってから送信してください。

# 依頼を送信しました
sent-title = 依頼を送信しました
sent-title-before = すでに依頼しています
sent-what = { $app } についての依頼が { $tenant } のレビュー担当者に届きました。
sent-what-before = { $app } については { $date } に依頼しています。まだ判断されていませんが、もう一度依頼する必要はありません。
sent-at = 送信
sent-until = 判断の期限
sent-to = 回答の送り先
sent-others = { $count ->
       *[other] ほかに { $count } 人が依頼しています。
    }
sent-next-title = この後のこと
sent-answer = 今は何もする必要はありません。結果はメールでお知らせします。承認されたら、アプリケーションでもう一度始めてください。
sent-answer-unknown = 今は何もする必要はありません。アカウントに、結果をお知らせするメール アドレスがありません。ときどきアプリケーションでもう一度お試しください。
sent-ends = { $date } までに判断されない場合、依頼は自動的に終了し、もう一度依頼できます。
sent-reason-title = 入力した理由
sent-asked-title = 依頼した内容
