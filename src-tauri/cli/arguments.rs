//! What may be typed after `justice-desk`, in the words of the office.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use super::values::{date, matters, moment, report_file, seed};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "justice-desk",
    version,
    about = "司法所工作台",
    long_about = "司法所工作台：不带子命令时打开窗口；带子命令时不需要屏幕，与窗口用的是同一套服务。",
    after_help = "密码取自环境变量 JUSTICE_DESK_PASSWORD，没有设置时在终端询问。\n\
                  退出码：0 办成；1 不能办或者查出问题（标准错误输出一行：代码和说明）；2 用法不对。\n\n\
                  例：\n  \
                  justice-desk\n  \
                  justice-desk demo --office ./演示 --matters 20\n  \
                  justice-desk period --start 2026-01-05 --length \"15 days\"",
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Arguments {
    /// 打开这个文件夹里的司法所（不写时用本机用户的数据文件夹）
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: Option<PathBuf>,
    /// 用这个文件夹里的规则、文书和字体（不写时看环境变量 JUSTICE_DESK_ASSETS，再没有就用随程序安装的）
    #[arg(long, global = true, value_name = "文件夹")]
    pub(crate) assets: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// One thing to do without a window.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 建立司法所：加密数据库、第一位工作人员、恢复码
    #[command(
        after_help = "例：\n  JUSTICE_DESK_PASSWORD='核桃 河堤 1987 雨伞' justice-desk setup --office ./我所 --name 青山镇司法所 --staff 王敏\n  \
                      justice-desk setup --office ./新所 --name 青河镇司法所 --staff 李强 --packs liaoning-yingkou-2017 --json"
    )]
    Setup(Setup),
    /// 造一个演示用的司法所（人物都是虚构的）；工作人员“演示员”，密码 demo-office（设了 JUSTICE_DESK_PASSWORD 的用它）
    #[command(
        after_help = "例：\n  justice-desk demo --office ./演示 --matters 20 --seed 7 --today 2026-03-02"
    )]
    Demo(Demo),
    /// 列出期限：该办什么、几时到期、依据哪一条
    #[command(after_help = "例：\n  justice-desk duties --office ./演示 --today 2026-03-02 --json")]
    Duties(Duties),
    /// 文书台账：全所签发过的文书，按签发的先后，作废的也在内
    #[command(after_help = "例：\n  justice-desk papers --office ./演示\n  \
                      justice-desk papers --office ./演示 --from 2026-01-01 --to 2026-12-31 --words 复函 --json\n  \
                      justice-desk papers --office ./演示 --out ./发文.xlsx")]
    Papers(Papers),
    /// 出一张报表；不写报表的代号时列出全部报表
    #[command(after_help = "例：\n  justice-desk report --office ./演示\n  \
                      justice-desk report dispute-statistics --office ./演示 --from 2026-01-01 --to 2026-03-31 --json\n  \
                      justice-desk report mediation-cases --office ./演示 --from 2026-01-01 --to 2026-12-31 --rows month --out ./表四.xlsx\n  \
                      justice-desk report conversion --office ./演示 --from 2026-01-01 --to 2026-03-31 --out ./转化.pdf")]
    Report(ReportOf),
    /// 推算一个期间，逐步写明怎样计算
    #[command(
        after_help = "长度的写法：\"15 days\" 日，\"5 workdays\" 工作日，\"2 weeks\" 周，\"1 month\" 月，\"2 quarters\" 季度，\"1 year\" 年，\"48 hours\" 小时。\n\n\
                      例：\n  justice-desk period --start 2026-01-05 --length \"5 workdays\"\n  \
                      justice-desk period --start 2026-01-31 --length \"1 month\" --no-roll --json\n  \
                      justice-desk period --start 2026-01-05T09:30 --length \"48 hours\""
    )]
    Period(Period),
    /// 检查规则、文书等资料，或者看哪些要求已经做到
    #[command(
        subcommand,
        after_help = "例：\n  justice-desk assets check\n  justice-desk assets coverage --json"
    )]
    Assets(Assets),
    /// 列出全部文书格式
    #[command(after_help = "例：\n  justice-desk forms --json")]
    Forms(Forms),
    /// 用一个 JSON 文件里的值填一份文书，不需要司法所
    #[command(after_help = "例：\n  justice-desk fill --form mediation-agreement --example > 值.json\n  \
                      justice-desk fill --form mediation-agreement --values 值.json --out 协议书.pdf")]
    Fill(Fill),
    /// 把一件或者全部事项的文书写成 PDF 文件
    #[command(after_help = "例：\n  justice-desk print --office ./演示 --all --out ./文书\n  \
                      justice-desk print --office ./演示 --matter \"（2026）上河人调字第1号\" --out ./文书")]
    Print(Print),
    /// 备份到U盘或者文件夹；写完以后读回、打开、核对，才算备份好
    #[command(after_help = "例：\n  justice-desk backup --office ./演示 --to ./U盘")]
    Backup(Backup),
    /// 列出一个地方的备份
    #[command(subcommand, after_help = "例：\n  justice-desk backups list --in ./U盘 --json")]
    Backups(Backups),
    /// 从头到尾核对一份备份能不能用来恢复
    #[command(after_help = "例：\n  justice-desk verify --backup ./U盘/*/20* --staff 演示员")]
    Verify(Verify),
    /// 从备份恢复；不加 --yes 只说明会怎样，什么也不动
    #[command(
        after_help = "例：\n  justice-desk restore --backup ./U盘/*/20* --office ./新电脑 --staff 演示员\n  \
                      justice-desk restore --backup ./U盘/*/20* --office ./新电脑 --yes\n  \
                      justice-desk restore --office ./新电脑 --pinned"
    )]
    Restore(Restore),
    /// 导入旧台账（Excel、CSV）：先看读成什么样，再导入；要么全部导入，要么一行也不导入
    #[command(after_help = "例：\n  justice-desk import dispute 模板.xlsx --office ./演示 --template\n  \
                      justice-desk import dispute 旧台账.csv --office ./演示 --preview\n  \
                      justice-desk import dispute 旧台账.csv --office ./演示 --yes --duplicates skip")]
    Import(Import),
    /// 查一件事项的卷宗还缺什么，并把全部文书和材料按卷内次序编成一个 PDF
    #[command(after_help = "缺的东西一行一条写到标准错误输出，不算出错；编不进去的文件也写在那里。\n\n\
                      例：\n  justice-desk volume --office ./演示 --matter \"（2026）上河人调字第1号\" --out ./卷宗\n  \
                      justice-desk volume --office ./演示 --matter \"（2026）上河人调字第1号\" --check --json")]
    Volume(Volume),
    /// 检查数据库、留痕链和材料是否完好；也可以和备份回执上的指纹对照
    #[command(after_help = "例：\n  justice-desk check --office ./演示")]
    Check(Check),
}

/// `setup`
#[derive(Debug, Args)]
pub(crate) struct Setup {
    /// 放数据的文件夹（没有就新建）
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 司法所的全称
    #[arg(long, value_name = "名称")]
    pub(crate) name: String,
    /// 第一位工作人员的姓名
    #[arg(long, value_name = "姓名")]
    pub(crate) staff: String,
    /// 启用的地方规则包，用逗号分开
    #[arg(long, value_name = "规则包", value_delimiter = ',')]
    pub(crate) packs: Vec<String>,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `demo`
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// 放数据的文件夹（没有就新建）
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 造多少件纠纷，0 到 1000000（不写时 40 件）
    #[arg(long, value_name = "件数", value_parser = matters, default_value_t = 40, hide_default_value = true)]
    pub(crate) matters: u32,
    /// 随机数种子：同样的种子造出同样的司法所（不写时用 1）
    #[arg(long, value_name = "种子", value_parser = seed, default_value_t = 1, hide_default_value = true)]
    pub(crate) seed: u64,
    /// 把这一天当作今天（不写时用电脑的日期）
    #[arg(long, value_name = "日期", value_parser = date)]
    pub(crate) today: Option<NaiveDate>,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `duties`
#[derive(Debug, Args)]
pub(crate) struct Duties {
    /// 司法所的文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 把这一天当作今天（不写时用电脑的日期）
    #[arg(long, value_name = "日期", value_parser = date)]
    pub(crate) today: Option<NaiveDate>,
    /// 只看这个编号的事项
    #[arg(long, value_name = "编号")]
    pub(crate) matter: Option<String>,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `papers`
#[derive(Debug, Args)]
pub(crate) struct Papers {
    /// 司法所的文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 从这一天签发的起
    #[arg(long, value_name = "日期", value_parser = date)]
    pub(crate) from: Option<NaiveDate>,
    /// 到这一天签发的止
    #[arg(long, value_name = "日期", value_parser = date)]
    pub(crate) to: Option<NaiveDate>,
    /// 文书上、事项里有这些词的（几个词用空格隔开，都要有）
    #[arg(long, value_name = "词", default_value = "")]
    pub(crate) words: String,
    /// 写到这个 .xlsx 文件
    #[arg(long, value_name = "文件")]
    pub(crate) out: Option<PathBuf>,
    /// 输出一个 JSON 对象
    #[arg(long, conflicts_with = "out")]
    pub(crate) json: bool,
}

/// `report`
#[derive(Debug, Args)]
pub(crate) struct ReportOf {
    /// 报表的代号
    #[arg(value_name = "代号", requires_all = ["from", "to"])]
    pub(crate) report: Option<String>,
    /// 司法所的文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 报表期的第一天
    #[arg(long, value_name = "日期", value_parser = date, requires = "report")]
    pub(crate) from: Option<NaiveDate>,
    /// 报表期的最后一天
    #[arg(long, value_name = "日期", value_parser = date, requires = "report")]
    pub(crate) to: Option<NaiveDate>,
    /// 按什么分行（不写时用这张报表的第一种）
    #[arg(long, value_name = "分法", requires = "report")]
    pub(crate) rows: Option<String>,
    /// 写到这个 .xlsx 或者 .pdf 文件
    #[arg(long, value_name = "文件", value_parser = report_file, requires = "report")]
    pub(crate) out: Option<PathBuf>,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `period`
#[derive(Debug, Args)]
pub(crate) struct Period {
    /// 起算日（当天不计入）；按小时计算时写到几时几分，如 2026-01-05T09:30
    #[arg(long, value_name = "日期", value_parser = moment)]
    pub(crate) start: String,
    /// 期间的长度
    #[arg(long, value_name = "长度", allow_hyphen_values = true)]
    pub(crate) length: String,
    /// 末日遇休假日时不顺延
    #[arg(long)]
    pub(crate) no_roll: bool,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `assets`
#[derive(Debug, Subcommand)]
pub(crate) enum Assets {
    /// 检查全部资料：名称、引文、示例
    Check(Report),
    /// 每一条要求由哪些规则、字段或文书做到
    Coverage(Report),
}

/// How a report is printed.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `forms`
#[derive(Debug, Args)]
pub(crate) struct Forms {
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `fill`
#[derive(Debug, Args)]
pub(crate) struct Fill {
    /// 文书格式的代号（见 justice-desk forms）
    #[arg(long, value_name = "代号")]
    pub(crate) form: String,
    /// 写着各项值的 JSON 文件
    #[arg(long, value_name = "文件", required_unless_present = "example", conflicts_with = "example")]
    pub(crate) values: Option<PathBuf>,
    /// 写到这个 PDF 文件
    #[arg(long, value_name = "文件", required_unless_present = "example", conflicts_with = "example")]
    pub(crate) out: Option<PathBuf>,
    /// 输出一份完整的示例值
    #[arg(long)]
    pub(crate) example: bool,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `print`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["matter", "all"]))]
pub(crate) struct Print {
    /// 司法所的文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 事项的编号
    #[arg(long, value_name = "编号")]
    pub(crate) matter: Option<String>,
    /// 只要这种文书（不写时是该事项能出的全部文书）
    #[arg(long, value_name = "代号", requires = "matter")]
    pub(crate) form: Option<String>,
    /// 全部事项的全部文书
    #[arg(long)]
    pub(crate) all: bool,
    /// 写到这个文件夹（没有就新建）
    #[arg(long, value_name = "文件夹")]
    pub(crate) out: PathBuf,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `import`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["preview", "yes", "template"]))]
pub(crate) struct Import {
    /// 事项类型的代号，如 dispute
    #[arg(value_name = "事项类型")]
    pub(crate) kind: String,
    /// 旧台账文件（.xlsx、.xls、.ods、.csv）
    #[arg(value_name = "文件")]
    pub(crate) file: PathBuf,
    /// 司法所的文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 只看读成什么样，不导入
    #[arg(long)]
    pub(crate) preview: bool,
    /// 导入
    #[arg(long)]
    pub(crate) yes: bool,
    /// 把一个空白的导入模板写到这个文件
    #[arg(long)]
    pub(crate) template: bool,
    /// 工作表的名称（不写时是第一张有内容的）
    #[arg(long, value_name = "名称")]
    pub(crate) sheet: Option<String>,
    /// 有读不懂的格的行也导入，读不懂的留空
    #[arg(long)]
    pub(crate) doubtful: bool,
    /// 已经登记过的怎么办：skip 不导入，update 补空着的栏目，new 另立一件（不写时 skip）
    #[arg(long, value_name = "办法", value_parser = ["skip", "update", "new"], default_value = "skip", hide_default_value = true)]
    pub(crate) duplicates: String,
    /// 有结果的也作为在办的登记，不作为已经归档的
    #[arg(long)]
    pub(crate) open: bool,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `volume`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["out", "check"]))]
pub(crate) struct Volume {
    /// 司法所的文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 事项的编号
    #[arg(long, value_name = "编号")]
    pub(crate) matter: String,
    /// 写到这个文件夹（没有就新建）
    #[arg(long, value_name = "文件夹")]
    pub(crate) out: Option<PathBuf>,
    /// 只查缺什么，不编
    #[arg(long)]
    pub(crate) check: bool,
    /// 双面打印用：每份材料从正面开始，需要的地方留空白页
    #[arg(long)]
    pub(crate) double_sided: bool,
    /// 不编扫描件和材料，留出它们的页号，打印后把原件放进去
    #[arg(long)]
    pub(crate) without_scans: bool,
    /// 试排：还没有签发的文书用草稿代替
    #[arg(long)]
    pub(crate) draft: bool,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `check`
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// 司法所的文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 回执上写的“留痕：第几条”
    #[arg(long, value_name = "条数", requires = "head")]
    pub(crate) at: Option<u32>,
    /// 回执上的指纹，至少前16位
    #[arg(long, value_name = "指纹", requires = "at")]
    pub(crate) head: Option<String>,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `backup`
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// 司法所的文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 备份到这里（U盘或者文件夹，要已经有）
    #[arg(long, value_name = "文件夹")]
    pub(crate) to: PathBuf,
    /// 把回执写到这个 PDF 文件
    #[arg(long, value_name = "文件")]
    pub(crate) receipt: Option<PathBuf>,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `backups`
#[derive(Debug, Subcommand)]
pub(crate) enum Backups {
    /// 列出备份，最近的在前；不需要密码
    List(BackupsList),
}

/// `backups list`
#[derive(Debug, Args)]
pub(crate) struct BackupsList {
    /// U盘或者文件夹
    #[arg(long = "in", value_name = "文件夹")]
    pub(crate) place: PathBuf,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// What opens a backup.
#[derive(Debug, Args)]
pub(crate) struct Opening {
    /// 备份的文件夹（见 justice-desk backups list）
    #[arg(long, value_name = "文件夹")]
    pub(crate) backup: PathBuf,
    #[command(flatten)]
    pub(crate) key: KeyOf,
}

/// Whose secret opens it.
#[derive(Debug, Args)]
pub(crate) struct KeyOf {
    /// 用这位工作人员当时的密码（只有一位时可以不写）
    #[arg(long, value_name = "姓名", conflicts_with = "code")]
    pub(crate) staff: Option<String>,
    /// 用恢复码：在问密码的地方输入它
    #[arg(long)]
    pub(crate) code: bool,
}

/// `verify`
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) opening: Opening,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}

/// `restore`
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// 备份的文件夹（见 justice-desk backups list）
    #[arg(long, value_name = "文件夹", required_unless_present = "pinned")]
    pub(crate) backup: Option<PathBuf>,
    /// 把以前留在 pinned 里的那一份恢复回来；不写名字就列出有哪些
    #[arg(long, value_name = "名字", num_args = 0..=1, conflicts_with = "backup")]
    pub(crate) pinned: Option<Option<String>>,
    #[command(flatten)]
    pub(crate) key: KeyOf,
    /// 恢复到这个文件夹；里面原有的档案会留在 pinned 里
    #[arg(long, value_name = "文件夹")]
    pub(crate) office: PathBuf,
    /// 照做
    #[arg(long)]
    pub(crate) yes: bool,
    /// 里面原有的档案坏得认不出是哪个所的，也换掉
    #[arg(long, requires = "yes")]
    pub(crate) unknown: bool,
    /// 输出一个 JSON 对象
    #[arg(long)]
    pub(crate) json: bool,
}
