/** INSERT, UPDATE or DELETE, with or without RETURNING. */
SqlNode SqlDmlReturning() :
{
    SqlNode dml;
    final List<SqlNode> items = new ArrayList<SqlNode>();
}
{
    ( dml = SqlInsert() | dml = SqlDelete() | dml = SqlUpdate() )
    [
        <RETURNING> AddSelectItem(items)
        ( <COMMA> AddSelectItem(items) )*
        {
            dml = new SqlReturning(dml.getParserPosition(), dml, new SqlNodeList(items, getPos()));
        }
    ]
    { return dml; }
}

/** PostgreSQL's cast, {@code value::type}. */
void InfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> { checkNonQueryExpression(exprContext); }
    type = DataType()
    {
        list.add(new SqlParserUtil.ToTreeListItem(SqlLibraryOperators.INFIX_CAST, s.pos()));
        list.add(type);
    }
}
