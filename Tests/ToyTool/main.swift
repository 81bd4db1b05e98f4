import CommandLine
import Pipeline

MalleusTool.main(
  catalog: Catalog([
    Constant.self, Counted.self, Total.self, FileLength.self, Post.self, Trouble.self,
    Gathered.self, Cored.self,
  ]), name: "toytool")
